import type { Section } from "./sections.ts";

/** Sections in GitHub's Markdown. Pictures, which Markdown cannot hold, are left to the HTML page. */
export function sectionsMarkdown(title: string, sections: readonly Section[]): string {
  return `${[`# ${escapeMarkdown(title)}`, ...sections.map(markdown)].join("\n\n")}\n`;
}

function markdown(section: Section): string {
  return `## ${section.heading}\n\n${body(section)}`;
}

function body(section: Section): string {
  switch (section.kind) {
    case "text":
      return section.text;
    case "code":
      return `\`\`\`${section.language}\n${section.code}\n\`\`\``;
    case "list":
      return section.items
        .map(
          ({ term, text, href }) => `- **${term}**: ${href ? `<${href}>` : escapeMarkdown(text)}`,
        )
        .join("\n");
    case "table":
      return [section.columns, section.columns.map(() => "---"), ...section.rows]
        .map(
          (cells) =>
            `| ${cells.map((cell) => escapeMarkdown(cell).replaceAll("|", "\\|")).join(" | ")} |`,
        )
        .join("\n");
  }
}

function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_[\]]/g, "\\$&").replaceAll("<", "&lt;");
}
