import { InvalidInputError } from '../../domain/errors.ts';
import { inputErrorOf } from '../harness/inputError.mts';
import { getTogether, MissingInputError } from '../../domain/missing.ts';

function missing(label: string): () => never {
	return () => {
		throw new MissingInputError([{ label, howTo: `Enter ${label}.` }]);
	};
}

function invalid(message: string): () => never {
	return () => {
		throw new InvalidInputError(message, '');
	};
}

test('gets all values in order', () => {
	expect(
		getTogether(
			() => 1,
			() => 'b',
		),
	).toEqual([1, 'b']);
});

test.each([
	[['A'], "'A' is empty", 'Enter A.'],
	[['A', 'B'], "'A' and 'B' are empty", 'A: Enter A. B: Enter B.'],
	[['A', 'B', 'C'], "'A', 'B' and 'C' are empty", 'A: Enter A. B: Enter B. C: Enter C.'],
])('%j are named in one error', (labels, message, description) => {
	const error = inputErrorOf(() => getTogether(() => 'there', ...labels.map(missing)));
	expect(error).toMatchObject({ message, description });
});

test('the first error counts where it is another one', () => {
	expect(() => getTogether(invalid('Odd'), missing('B'), missing('C'))).toThrow('Odd');
	expect(() => getTogether(missing('B'), invalid('Odd'), missing('C'))).toThrow(
		"'B' and 'C' are empty",
	);
});
