import { CONTENT_TYPES } from '../../../domain/assignment.ts';
import { placesOf } from '../../../domain/crossPost.ts';
import { documentedFields } from '../../../domain/payload/documented.ts';
import type { PayloadField } from '../../../domain/payload/field.ts';
import { readPage, rowsBelow } from '../../harness/markdown.mts';

const PLATFORMS = [
	['youtube', 'YouTube'],
	['facebook', 'Facebook'],
] as const;

function cell(field: PayloadField | undefined): string {
	if (field === undefined) return 'nothing';
	const { id, required, maxLength } = field;
	return [
		`\`${id}\``,
		...(required === true ? ['required'] : []),
		...(maxLength === undefined ? [] : [`up to ${maxLength} characters`]),
	].join(', ');
}

test('the page about Cross-Post says what title and text become', () => {
	const { prose } = readPage('docs/cross-post.md');
	const rows = rowsBelow(prose, 'What Title and Text become');
	const documented = PLATFORMS.flatMap(([slug, platform]) =>
		CONTENT_TYPES.flatMap(({ value, name }) => {
			const fields = documentedFields(slug, value);
			if (fields === undefined) return [];
			const { title, text } = placesOf(fields);
			return [[platform, name, cell(title), cell(text)]];
		}),
	);
	expect(rows.slice(0, -1)).toEqual(documented);
	expect(rows.at(-1)?.slice(0, 2)).toEqual(['any', 'any other']);
});
