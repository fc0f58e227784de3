import { escapeMarkup } from "@imagenet-v2/core/internal";
import { fieldCaption, fieldChartOf } from "../report/charts.ts";
import { figure, htmlTable, section, style } from "../report/page.ts";
import type { Board, Leaderboard } from "./leaderboard.ts";
import { boardTable, headline, pairsTable, sentences, sideBySideTable } from "./tables.ts";

/** A leaderboard as one HTML file that needs nothing else, as `htmlReport` makes one of a model. */
export async function htmlLeaderboard(
  leaderboard: Leaderboard,
  { title = headline(leaderboard) }: { readonly title?: string | undefined } = {},
): Promise<string> {
  const [{ chartStyle, fieldChart }, { page }] = await Promise.all([
    import("@imagenet-v2/view/internal/charts"),
    import("@imagenet-v2/view/internal"),
  ]);
  const { boards, level } = leaderboard;
  const fieldOf = ({ reports }: Board) => {
    const [first, ...rest] = reports.flatMap(({ place, name }, i) =>
      place === undefined ? [] : [{ place, name, label: `${i + 1}` }],
    );
    if (first === undefined) return "";
    const chart = fieldChart(fieldChartOf([first, ...rest]));
    return section("Among the published models", figure(chart, fieldCaption(first.place)));
  };
  const body = [
    `<h1>${escapeMarkup(title)}</h1>`,
    htmlTable(sideBySideTable(leaderboard)),
    ...boards.flatMap((board) => [
      htmlTable(boardTable(board, level)),
      ...sentences(board, level).map((sentence) => `<p>${escapeMarkup(sentence)}</p>`),
      htmlTable(pairsTable(board)),
      fieldOf(board),
    ]),
  ];
  return page(title, `${style}${wide}${chartStyle}`, body.filter(Boolean).join("\n"));
}

/** A matrix takes more room than the text of a report. */
const wide = "body { max-width: 1000px; }\n";
