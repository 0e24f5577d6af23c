import type { Exchange } from './api.mts';
import { toTable, type Finding } from './finding.mts';
import { shapeOf } from './shape.mts';

/** Builds the text for an issue: the table, followed by the structure of the responses. */
export function toReport(
	baseUrl: string,
	findings: readonly Finding[],
	exchanges: readonly Exchange[],
): string {
	const open = findings.filter(({ isSettled }) => !isSettled).length;
	return [
		`### Responses of ${baseUrl}`,
		`${findings.length - open} of ${findings.length} questions settled on ${new Date().toISOString().slice(0, 10)}.`,
		toTable(findings),
		'<details><summary>Keys and types of the responses</summary>',
		...exchanges.map(outline),
		'</details>',
	].join('\n\n');
}

function outline({ label, status, body }: Exchange): string {
	// Capabilities are the same for all users, and the only responses whose values matter.
	const isPublic = label.startsWith('GET platforms');
	const shown = isPublic ? body : shapeOf(body);
	return `\`${label}\` → ${status}\n\n\`\`\`json\n${JSON.stringify(shown ?? null, null, 1)}\n\`\`\``;
}
