import { escapeMarkup } from "@imagenet-v2/core/internal";

/**
 * As much of a document as Observable Plot draws into: a tree of elements that can be written out. Node has no
 * document and a worker neither, and those of pages write SVG in different ways.
 */
export class SvgDocument {
  readonly documentElement = new SvgElement(this, "", "html");

  createElementNS(namespaceURI: string, tagName: string): SvgElement {
    return new SvgElement(this, namespaceURI, tagName);
  }
}

/** An element, with what d3's selections call and nothing else: a call of anything else fails. */
export class SvgElement {
  readonly ownerDocument: SvgDocument;
  readonly namespaceURI: string;
  readonly tagName: string;
  parentNode: SvgElement | null = null;
  readonly #attributes = new Map<string, string>();
  #children: (SvgElement | string)[] = [];

  constructor(ownerDocument: SvgDocument, namespaceURI: string, tagName: string) {
    this.ownerDocument = ownerDocument;
    this.namespaceURI = namespaceURI;
    this.tagName = tagName;
  }

  setAttribute(name: string, value: unknown): void {
    this.#attributes.set(name, String(value));
  }

  setAttributeNS(namespaceURI: string, name: string, value: unknown): void {
    this.setAttribute(
      namespaceURI.endsWith("/xmlns/") && name !== "xmlns" ? `xmlns:${name}` : name,
      value,
    );
  }

  removeAttribute(name: string): void {
    this.#attributes.delete(name);
  }

  appendChild(child: SvgElement): SvgElement {
    return this.insertBefore(child, null);
  }

  /** @param next `null` for the end */
  insertBefore(child: SvgElement, next: SvgElement | null): SvgElement {
    const { parentNode } = child;
    if (parentNode !== null)
      parentNode.#children = parentNode.#children.filter((each) => each !== child);
    const place = next === null ? this.#children.length : this.#children.indexOf(next);
    this.#children.splice(place, 0, child);
    child.parentNode = this;
    return child;
  }

  set textContent(text: unknown) {
    this.#children = [String(text)];
  }

  /** Without its style sheets: a page's policy allows only the page's own. */
  get outerHTML(): string {
    const attributes = Array.from(
      this.#attributes,
      ([name, value]) => ` ${name}="${escapeMarkup(value)}"`,
    );
    const content = this.#children.map((child) =>
      typeof child === "string"
        ? escapeMarkup(child)
        : child.tagName === "style"
          ? ""
          : child.outerHTML,
    );
    return `<${this.tagName}${attributes.join("")}>${content.join("")}</${this.tagName}>`;
  }
}
