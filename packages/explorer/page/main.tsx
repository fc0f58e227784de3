import { render } from "preact";
import { App } from "./app.tsx";
import { loadDocument } from "./source.ts";
import { restoreTheme } from "./theme.ts";
import "./styles/all.css";

restoreTheme();

const place = document.querySelector("#app") as HTMLElement;

Promise.all([loadDocument("index"), loadDocument("classes")]).then(
  ([index, classes]) => {
    document.title = `${index.name} · explorer`;
    place.replaceChildren();
    render(<App index={index} classes={classes} />, place);
  },
  (error: Error) => {
    place.replaceChildren(
      Object.assign(document.createElement("p"), {
        className: "notice",
        textContent: error.message,
      }),
    );
  },
);
