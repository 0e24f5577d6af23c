/** The answer to a question that the documentation leaves open, or why there is none. */
export interface Finding {
	readonly question: string;
	readonly answer: string;
	readonly isSettled: boolean;
	/** The request that answers it. */
	readonly seenIn: string;
}

export function settled(question: string, answer: string, seenIn: string): Finding {
	return { question, answer, isSettled: true, seenIn };
}

export function open(question: string, why: string, seenIn: string): Finding {
	return { question, answer: why, isSettled: false, seenIn };
}

/** Formats a Markdown table with one row per finding. */
export function toTable(findings: readonly Finding[]): string {
	const rows = findings.map(({ question, answer, isSettled, seenIn }) =>
		row([question, isSettled ? 'yes' : 'no', answer, `\`${seenIn}\``]),
	);
	return [
		row(['Open question', 'Settled', 'Answer', 'Seen in']),
		row(['-', '-', '-', '-']),
		...rows,
	].join('\n');
}

function row(cells: readonly string[]): string {
	return `| ${cells.map(inCell).join(' | ')} |`;
}

/** Escapes what would end the cell: line breaks and bars. */
function inCell(text: string): string {
	return text.replace(/\s+/g, ' ').replaceAll('|', '\\|');
}
