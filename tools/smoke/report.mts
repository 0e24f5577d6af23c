import { isSuccess, type Exchange } from './api.mts';
import { toTable, type Finding } from './finding.mts';
import { isPublic, type Redactor } from './privacy.mts';
import { shapeOf } from './shape.mts';

/** An issue on GitHub takes 65,536 characters, and the user may add some. */
const MAX_CHARACTERS = 60_000;

/**
 * Builds the text for an issue: the table, followed by the structure of the responses.
 *
 * @param source where the responses come from
 */
export function toReport(
	source: string,
	findings: readonly Finding[],
	exchanges: readonly Exchange[],
	redactor: Redactor,
): string {
	const open = findings.filter(({ isSettled }) => !isSettled).length;
	// Before the texts are put into cells and JSON, which escape characters.
	const redacted = findings.map(({ question, answer, isSettled, seenIn }) => ({
		question: redactor.text(question),
		answer: redactor.text(answer),
		seenIn: redactor.text(seenIn),
		isSettled,
	}));
	// A request that is repeated is mostly answered in the same way.
	const outlines = [...new Set(exchanges.map((exchange) => outline(exchange, redactor)))];
	const table = [
		`### Responses of ${source}`,
		`${findings.length - open} of ${findings.length} questions settled on ${new Date().toISOString().slice(0, 10)}.`,
		toTable(redacted),
		'<details><summary>Keys and types of the responses</summary>',
	].join('\n\n');
	return `${table}\n\n${fitting(outlines, MAX_CHARACTERS - table.length)}\n\n</details>`;
}

/** Joins as many texts as fit, and says how many do not. */
function fitting(texts: readonly string[], characters: number): string {
	const kept: string[] = [];
	let left = characters;
	for (const text of texts) {
		left -= text.length + 2;
		if (left > 0) kept.push(text);
	}
	const missing = texts.length - kept.length;
	if (missing > 0) kept.push(`Left out because an issue has no room for them: ${missing}.`);
	return kept.join('\n\n');
}

function outline(exchange: Exchange, redactor: Redactor): string {
	const { label, status, body } = exchange;
	// Capabilities are the only responses whose values matter.
	const shown =
		isPublic(exchange) && isSuccess(exchange)
			? redactor.json(body)
			: redactor.json(shapeOf(body), (key) => key);
	const json = JSON.stringify(shown ?? null, null, 1);
	return `\`${redactor.text(label)}\` → ${status}\n\n\`\`\`json\n${json}\n\`\`\``;
}
