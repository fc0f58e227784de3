import { htmlReport, markdownReport, type Prediction, report } from "@imagenet-v2/evaluate";
import { describe, expect, test } from "vitest";
import { pictures } from "./pictures.ts";

/** So many images, each other one wrong, the later the surer. */
function predictions(count: number): Prediction[] {
  return Array.from({ length: count }, (_, i) => {
    const label = i % 5;
    const first = i % 2 === 0 ? label : (label + 1) % 5;
    const others = [0, 1, 2, 3, 4].filter((each) => each !== first);
    const sure = 0.5 + i / (2 * count);
    const rest = (1 - sure) / 4;
    return {
      file_name: `${label}/${String(i).padStart(40, "0")}.jpeg`,
      label,
      top: [first, ...others],
      probabilities: [sure, rest, rest, rest, rest],
      likelihood: first === label ? sure : rest,
    };
  });
}

const few = report({ name: "net", predictions: predictions(20) });

test("a report has the title that a person gives, and says beneath what it is of", async () => {
  const title = "Ours, <b>today</b>";
  const html = await htmlReport(few, { title });
  expect(html).toContain("<h1>Ours, &lt;b&gt;today&lt;/b&gt;</h1>");
  expect(html).toContain("<title>Ours, &lt;b&gt;today&lt;/b&gt;</title>");
  expect(html).toContain("<p>net on 20 images");
  expect(markdownReport(few, { title })).toMatch(/^# Ours, \\<b\\>today\\<\/b\\>\n\nnet on 20/);
});

test("a page begins with the number and its interval", async () => {
  expect(await htmlReport(few)).toContain(
    '<p class="number">50.00 % <span>top-1, 95 % interval 27.20 % to 72.80 %</span></p>',
  );
});

test("a page knows dark screens, and says what to cite", async () => {
  const html = await htmlReport(few);
  expect(html).toContain("@media (prefers-color-scheme: dark)");
  expect(html).toContain("arXiv:1902.10811");
});

test("below 500 images there is no verdict on confidence, but its counts", async () => {
  const html = await htmlReport(few);
  expect(html).toContain("20 images are too few to say whether its confidence is honest");
  expect(html).not.toContain("Is its confidence honest?");
  expect(html).toContain("Its confidence, in numbers");
  const enough = await htmlReport(report({ name: "net", predictions: predictions(500) }));
  expect(enough).toContain("Its confidence is off by");
  expect(enough).toContain("Is its confidence honest?");
});

test("the surest mistakes are told, the surest first", async () => {
  expect(few.sureMistakes.map(({ probability }) => probability)).toEqual([
    ...[0.975, 0.925, 0.875, 0.825, 0.775, 0.725, 0.675, 0.625, 0.575, 0.525],
  ]);
  expect(few.sureMistakes[0]).toEqual({
    file_name: `4/${"19".padStart(40, "0")}.jpeg`,
    label: 4,
    predicted: 0,
    probability: 0.975,
  });
});

/** A report of mistakes on this number of pictures. */
async function mistaken(count: number) {
  const dataset = await pictures(Array.from({ length: count }, (_, i) => i));
  const named = [...dataset.records()].map(({ file_name, label }, i): Prediction => {
    const first = (label + 1) % 1000;
    const others = [2, 3, 4, 5].map((step) => (label + step) % 1000);
    const probabilities = [0.9 - i / 100, 0.02, 0.02, 0.02, 0.02];
    return { file_name, label, top: [first, ...others], probabilities };
  });
  return { dataset, made: report({ name: "net", predictions: named }) };
}

test("and shown, with what was said and how sure", async () => {
  const { dataset, made } = await mistaken(20);
  const html = await htmlReport(made, { dataset });
  expect(html).toContain("Where it was surest, and wrong");
  expect(html.match(/it said, \d\d\.00 % sure/g)).toHaveLength(12);
  expect(html).toContain("it said, 90.00 % sure");
  expect(html).not.toContain("<a ");
});

describe("pictures lead to an explorer", () => {
  test.each([
    ["http://127.0.0.1:4173/", "http://127.0.0.1:4173/"],
    ["https://example.org/v2/?key=a&b", "https://example.org/v2/?key=a&amp;b"],
    ["../explorer/index.html", "../explorer/index.html"],
    ["/explorer/", "/explorer/"],
    // As it is copied from a browser that shows something.
    ["http://127.0.0.1:4173/#images?q=cat&image=3", "http://127.0.0.1:4173/"],
    ['a"b/', "a&quot;b/"],
  ])("at %s", async (explorer, href) => {
    const { dataset, made } = await mistaken(3);
    const html = await htmlReport(made, { dataset, explorer });
    const links = [...html.matchAll(/<a href="([^"]*)"><img [^>]*title="([^"]*)"/g)];
    // Each picture: of what it took for something else, and where it was surest.
    expect(links).toHaveLength(6);
    for (const [, link, name] of links) {
      const index = [...dataset.records()].find(({ file_name }) => file_name === name)?.index;
      expect(link).toBe(`${href}#images?image=${index}`);
    }
  });

  test.each([
    "javascript:alert(1)",
    " javascript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,x",
    "file:///etc/passwd",
    "C:\\explorer",
    "//example.org/",
    "\\\\example.org\\x",
    "http://",
    "#images",
    "",
    7,
  ])("but not at %j", async (explorer) => {
    await expect(htmlReport(few, { explorer: explorer as string })).rejects.toMatchObject({
      ...{ code: "INVALID_OPTION", option: "explorer" },
      hint: expect.stringContaining("that an explorer is served at"),
    });
  });
});

test("a part of a run says which", () => {
  const images = { count: 40, sha256: "0".repeat(64) };
  const run = { model: { name: "net", sha256: null }, images, from: 20, to: 40 };
  const { howMade } = report({ name: "net", predictions: predictions(20), run });
  expect(howMade).toContainEqual(["Part", "images 20 to 39 of the run's 40"]);
  const whole = report({ name: "net", predictions: predictions(40), run: { ...run, from: 0 } });
  expect(whole.howMade.map(([what]) => what)).not.toContain("Part");
});
