import { ImageNetV2Error } from "@imagenet-v2/core";
import { shown } from "@imagenet-v2/core/internal";

/** A host that nobody has: what is relative keeps it. */
const nowhere = "https://explorer.invalid/";

/**
 * Addresses of images in an explorer, by their index.
 *
 * @param explorer where it is: an http or https URL, or a path relative to the page that links; what it shows
 * now, behind `#`, is left out
 * @throws INVALID_OPTION for anything else, as a link with `javascript:` would run in the page
 */
export function explorerLinks(explorer: string): (index: number) => string {
  const [place = ""] = typeof explorer === "string" ? explorer.trim().split("#", 1) : [];
  if (!isWeb(place) && !isRelative(place)) throw invalid(explorer);
  return (index) => `${place}#images?image=${index}`;
}

function isWeb(place: string): boolean {
  return /^https?:\/\//i.test(place) && URL.canParse(place);
}

/** Whether a browser stays where it is: `//host` and `\\host` are other hosts, `c:` a scheme. */
function isRelative(place: string): boolean {
  return place !== "" && URL.canParse(place, nowhere) && new URL(place, nowhere).origin === origin;
}

const { origin } = new URL(nowhere);

function invalid(explorer: unknown): ImageNetV2Error<"INVALID_OPTION"> {
  return new ImageNetV2Error(
    "INVALID_OPTION",
    `explorer: ${shown(explorer)} is neither an http(s) URL nor a relative path.`,
    { option: "explorer" },
    {
      hint: "Give the address that an explorer is served at, or the path from the report to the index.html of an exported one.",
    },
  );
}
