import { library } from "@imagenet-v2/vitest-config";

export default library("page-transformers");
