import type { Exchange } from './api.mts';
import { toTable, type Finding } from './finding.mts';
import { shapeOf } from './shape.mts';

/** The text for an issue: the table, and below it what the answers consist of. */
export function toReport(
	baseUrl: string,
	findings: readonly Finding[],
	exchanges: readonly Exchange[],
): string {
	const open = findings.filter(({ isSettled }) => !isSettled).length;
	return [
		`### What ${baseUrl} answers`,
		`${findings.length - open} of ${findings.length} questions settled on ${new Date().toISOString().slice(0, 10)}.`,
		toTable(findings),
		'<details><summary>Keys and types of the answers</summary>',
		...exchanges.map(outline),
		'</details>',
	].join('\n\n');
}

function outline({ label, status, body }: Exchange): string {
	// What platforms take is the same for everybody, and the one thing whose values matter.
	const isPublic = label.startsWith('GET platforms');
	const shown = isPublic ? body : shapeOf(body);
	return `\`${label}\` → ${status}\n\n\`\`\`json\n${JSON.stringify(shown ?? null, null, 1)}\n\`\`\``;
}
