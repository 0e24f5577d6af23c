/**
 * Tests whether the duration of a signature check reveals the position of the first wrong digit.
 * Run it with `npx tsx tools/bench/compare-timing.mts`, preferably on an idle machine.
 *
 * Two more checks are measured for comparison. The control returns at the first wrong digit: if the
 * test does not detect that one, it proves nothing. The other only parses the header.
 */
import { createHmac, randomInt } from 'node:crypto';

import { parseSignature, verifySignature } from '../../domain/signature.ts';

const SECRET = 'simulator-webhook-secret';
const BODY = Buffer.from(
	'{"assignmentId":"a1b2c3d4-e5f6-7890-abcd-ef1234567890","status":"published"}',
);
const GENUINE = sign();
const POSITIONS = [0, 8, 16, 32, 48, 63];

/** Calls per sample: a single call is shorter than the clock's resolution. */
const BATCH = 100;
const ROUNDS = Number(process.env.TIMING_ROUNDS ?? 5000);
const WARM_UP_ROUNDS = 300;
/** The slowest samples are dropped as disturbed by the machine. */
const KEPT = 0.8;
const LIMIT_MS = 25_000;
/** Corrected for five comparisons per check (Bonferroni). */
const SIGNIFICANT = 0.01 / (POSITIONS.length - 1);

type Check = (header: string) => boolean;

const CHECKS: Readonly<Record<string, Check>> = {
	'ours, verifySignature': (header) => verifySignature(BODY, header, [SECRET]),
	// Uses no secret, so differences here cannot leak one.
	'parsing the header only': (header) => parseSignature(header) === undefined,
	'control, returns at the first wrong digit': (header) => returnsEarly(sign(), header),
};

function sign(): string {
	return createHmac('sha256', SECRET).update(BODY).digest('hex');
}

function returnsEarly(expected: string, claimed: string): boolean {
	for (let at = 0; at < expected.length; at++) {
		if (expected.charCodeAt(at) !== claimed.charCodeAt(at)) return false;
	}
	return true;
}

/**
 * Returns the genuine signature with one digit changed. Earlier versions measured two effects that
 * have nothing to do with the check: random digits after the wrong one are slower to parse the more
 * there are (branch prediction), and so are strings built by concatenation.
 */
function wrongAt(position: number): string {
	const bytes = Buffer.from(GENUINE, 'latin1');
	const digit = (Number.parseInt(GENUINE[position] ?? '', 16) + 1 + randomInt(15)) % 16;
	bytes.write(digit.toString(16), position, 'latin1');
	return bytes.toString('latin1');
}

function shuffled<T>(values: readonly T[]): T[] {
	return values
		.map((value) => ({ value, order: Math.random() }))
		.sort((one, other) => one.order - other.order)
		.map(({ value }) => value);
}

/** Returns nanoseconds per call, by position. Each round measures all positions in random order. */
function measure(check: Check): Map<number, number[]> {
	const samples = new Map(POSITIONS.map((position) => [position, [] as number[]]));
	const deadline = Date.now() + LIMIT_MS;
	for (let round = -WARM_UP_ROUNDS; round < ROUNDS && Date.now() < deadline; round++) {
		for (const position of shuffled(POSITIONS)) {
			const headers = Array.from({ length: BATCH }, () => wrongAt(position));
			const started = process.hrtime.bigint();
			let accepted = 0;
			for (const header of headers) accepted += Number(check(header));
			const took = Number(process.hrtime.bigint() - started) / BATCH;
			if (accepted > 0) throw new Error('A wrong signature was accepted');
			if (round >= 0) samples.get(position)?.push(took);
		}
	}
	return samples;
}

interface Summary {
	readonly count: number;
	readonly median: number;
	readonly mean: number;
	/** Variance of the mean. */
	readonly error: number;
}

function summarize(samples: readonly number[]): Summary {
	const kept = [...samples].sort((a, b) => a - b).slice(0, Math.floor(samples.length * KEPT));
	const mean = kept.reduce((sum, value) => sum + value, 0) / kept.length;
	const variance = kept.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (kept.length - 1);
	return {
		count: kept.length,
		median: kept[Math.floor(kept.length / 2)] ?? NaN,
		mean,
		error: variance / kept.length,
	};
}

/** Two-sided p value of Welch's t-test; with thousands of samples, t is close to normal. */
function pValue(one: Summary, other: Summary): number {
	const t = Math.abs(one.mean - other.mean) / Math.sqrt(one.error + other.error);
	return 2 * upperTail(t);
}

/**
 * Upper tail of the normal distribution: Abramowitz and Stegun 26.2.17, accurate to seven digits.
 */
function upperTail(z: number): number {
	const k = 1 / (1 + 0.2316419 * z);
	const series = [0.31938153, -0.356563782, 1.781477937, -1.821255978, 1.330274429];
	const sum = series.reduceRight((total, factor) => (total + factor) * k, 0);
	return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * sum;
}

for (const [name, check] of Object.entries(CHECKS)) {
	const samples = measure(check);
	const reference = summarize(samples.get(0) ?? []);
	const rows = POSITIONS.map((position) => {
		const summary = summarize(samples.get(position) ?? []);
		const p = position === 0 ? NaN : pValue(summary, reference);
		return {
			'first wrong digit': position,
			samples: summary.count,
			'median ns': Math.round(summary.median),
			'mean ns': Number(summary.mean.toFixed(1)),
			'difference ns': Number((summary.mean - reference.mean).toFixed(1)),
			'relative difference': `${((100 * (summary.mean - reference.mean)) / reference.mean).toFixed(1)} %`,
			'± ns (95 %)': Number((1.96 * Math.sqrt(summary.error + reference.error)).toFixed(1)),
			p: position === 0 ? '' : p.toPrecision(2),
			differs: p < SIGNIFICANT,
		};
	});
	console.log(`\n${name}`);
	console.table(rows);
}
