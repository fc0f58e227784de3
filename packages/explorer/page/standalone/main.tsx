import { render } from "preact";
import { restoreTheme } from "../theme.ts";
import { Standalone } from "./standalone.tsx";
import "../styles/all.css";
import "./standalone.css";

restoreTheme();

const place = document.querySelector("#app") as HTMLElement;
place.replaceChildren();
render(<Standalone />, place);

/** How long (ms) the files that are kept for later leave the network to those that are needed now. */
const patience = 1500;
// Without one, as in private windows, the page works as long as its server does.
const keepFiles = () => navigator.serviceWorker?.register("service-worker.js").catch(() => {});
if (import.meta.env.PROD) setTimeout(keepFiles, patience);
