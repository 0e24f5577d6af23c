import { runInNewContext } from 'node:vm';

/**
 * Evaluates a text the way n8n does: each part between `{{` and the next `}}` is JavaScript, and the
 * result keeps its type only where there is nothing around it.
 *
 * @param text without the equals sign in front
 */
export function evaluate(text: string, data: Readonly<Record<string, unknown>>): unknown {
	const parts = text.split(/\{\{([^]*?)\}\}/);
	const values = parts.map((part, index): unknown =>
		index % 2 === 0 ? part : runInNewContext(part, { ...data }),
	);
	const [before, value, after] = values;
	return values.length === 3 && before === '' && after === '' ? value : values.join('');
}
