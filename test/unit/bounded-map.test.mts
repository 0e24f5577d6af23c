import { BoundedMap } from '../../domain/boundedMap.ts';
import { Random } from '../../tools/simulator/random.mts';

function mapOf(limit: number, keys: readonly string[]): BoundedMap<string, string> {
	const map = new BoundedMap<string, string>(limit);
	for (const key of keys) map.set(key, `value of ${key}`);
	return map;
}

function keysOf(map: BoundedMap<string, string>, keys = 'abcdef'): string {
	return [...keys].filter((key) => map.get(key) !== undefined).join('');
}

test.each<[string, string, string]>([
	['is empty at first', '', ''],
	['keeps fewer entries than the limit', 'ab', 'ab'],
	['keeps as many entries as the limit', 'abc', 'abc'],
	['drops the oldest entry', 'abcd', 'bcd'],
	['drops several old entries', 'abcdef', 'def'],
	['keeps a key once, however often it is set', 'aaaa', 'a'],
	['takes a key that is set again as the newest', 'abcad', 'acd'],
])('%s', (_name, set, kept) => {
	const map = mapOf(3, [...set]);
	expect(keysOf(map)).toBe(kept);
	expect(map.size).toBe(kept.length);
});

test('reading a key does not make it newer', () => {
	const map = mapOf(3, ['a', 'b', 'c']);
	map.get('a');
	map.set('d', 'value');
	expect(keysOf(map)).toBe('bcd');
});

test('setting a key replaces its value', () => {
	const map = mapOf(3, ['a', 'b']);
	map.set('a', 'new');
	expect([map.get('a'), map.get('b'), map.get('c')]).toEqual(['new', 'value of b', undefined]);
});

test('deleting a key makes room for another', () => {
	const map = mapOf(3, ['a', 'b', 'c']);
	map.delete('b');
	map.delete('missing');
	expect([keysOf(map), map.size]).toEqual(['ac', 2]);
	map.set('d', 'value');
	expect(keysOf(map)).toBe('acd');
});

test('shows its limit, and keeps nothing with a limit of zero', () => {
	expect(mapOf(7, []).limit).toBe(7);
	expect(mapOf(0, ['a', 'b']).size).toBe(0);
});

test('behaves like a list of the last entries, whatever is done to it', () => {
	const random = new Random(1);
	const pick = (below: number): number => Math.floor(random.next() * below);
	for (let round = 0; round < 40; round++) {
		const limit = 1 + pick(4);
		const map = new BoundedMap<number, number>(limit);
		let model: Array<readonly [number, number]> = [];
		for (let step = 0; step < 50; step++) {
			const key = pick(7);
			const others = model.filter(([other]) => other !== key);
			if (pick(4) === 0) {
				map.delete(key);
				model = others;
			} else {
				map.set(key, step);
				model = [...others, [key, step] as const].slice(-limit);
			}
			const found = Array.from({ length: 7 }, (_, index) => map.get(index));
			const expected = found.map((_, index) => model.find(([other]) => other === index)?.[1]);
			expect([map.size, found]).toEqual([model.length, expected]);
		}
	}
});
