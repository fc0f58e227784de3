import { fieldChart, rankChart, reliabilityChart } from "@imagenet-v2/view/internal/charts";
import { DOMParser } from "linkedom";
import { describe, expect, test } from "vitest";

const labels = { ariaLabel: "Accuracy of each class", x: "classes", y: "top-1 (%)" };
const hostile = `a</title><script>alert(1)</script> "b" 'c' & <d>`;
const parse = (svg: string) => new DOMParser().parseFromString(svg, "image/svg+xml");

describe("a chart", () => {
  test("is SVG with a mark for each thing, and its title", () => {
    const titles = ["one", hostile, "three\nlines\n"];
    const dots = titles.map((title, i) => ({ title, share: i / 10 }));
    const svg = parse(rankChart(dots, labels));
    const circles = [...svg.querySelectorAll("circle")];
    expect(circles).toHaveLength(3);
    expect(circles.map((circle) => circle.querySelector("title")?.textContent)).toEqual(titles);
    expect(svg.querySelectorAll("script")).toHaveLength(0);
    expect(svg.documentElement.getAttribute("aria-label")).toBe("Accuracy of each class");
  });

  test("has no style of its own: a page's policy allows only the page's", () => {
    const bar = { from: 0.4, to: 0.5, accuracy: 0.5, confidence: 0.45, title: "all" };
    const svg = reliabilityChart([bar]);
    expect(svg).toMatch(/^<svg class="plot"/);
    expect(svg).not.toMatch(/<style|\sstyle=/);
  });

  test("puts what is looked at among the others, by name, without control characters", () => {
    const svg = parse(
      fieldChart({
        ...{ ariaLabel: "field", xLabel: "x", yLabel: "y" },
        models: [{ x: 0.7, y: 0.6, title: "published", isStrong: true }],
        line: [
          { x: 0.6, y: 0.5 },
          { x: 0.8, y: 0.7 },
        ],
        own: [{ x: 0.75, y: 0.66, name: `${hostile}\u0007`, label: "ours" }],
      }),
    );
    const titles = [...svg.querySelectorAll("circle title")].map(({ textContent }) => textContent);
    expect(titles).toEqual(["published", `${hostile}\ufffd`]);
    expect([...svg.querySelectorAll("text")].map(({ textContent }) => textContent)).toContain(
      "ours",
    );
  });
});
