import { library } from "./index.js";

export default library("vitest");
