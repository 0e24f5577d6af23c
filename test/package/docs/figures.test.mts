import {
	figuresIn,
	measuredFigures,
	withFigures,
} from '../../../tools/scripts/figures/sources.mts';
import { readPage } from '../../harness/markdown.mts';

const { prose } = readPage('README.md');

test('the README tells what was measured', () => {
	const told = figuresIn(prose);
	expect(told.size).toBeGreaterThan(1);
	const measured = measuredFigures();
	for (const [name, value] of told) {
		expect(`${name}: ${value}`).toBe(`${name}: ${measured.get(name)}`);
	}
});

test('a new measurement replaces the old one, and one that nobody takes is an error', () => {
	const page = 'It is <!-- figure: speed -->2<!-- end --> times as fast.';
	const figures = new Map([['speed', '3']]);
	expect(withFigures(page, figures)).toBe(page.replace('2', '3'));
	expect(() => withFigures(page, new Map())).toThrow("Nobody measures 'speed'.");
});
