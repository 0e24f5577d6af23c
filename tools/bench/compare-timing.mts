/**
 * Does the time that a signature check takes tell where the first wrong digit is? Run it with
 * `npx tsx tools/bench/compare-timing.mts`, best on a machine that does nothing else.
 *
 * Two others are measured beside ours. One leaves at the first wrong digit: where the test sees nothing
 * in that one either, it has not proved anything. The other only reads the header.
 */
import { createHmac, randomInt } from 'node:crypto';

import { parseSignature, verifySignature } from '../../domain/signature.ts';

const SECRET = 'simulator-webhook-secret';
const BODY = Buffer.from(
	'{"assignmentId":"a1b2c3d4-e5f6-7890-abcd-ef1234567890","status":"published"}',
);
const GENUINE = sign();
const POSITIONS = [0, 8, 16, 32, 48, 63];

/** Calls per sample: one alone is shorter than the clock is fine. */
const BATCH = 100;
const ROUNDS = Number(process.env.TIMING_ROUNDS ?? 5000);
const WARM_UP_ROUNDS = 300;
/** Samples that the machine has disturbed: the slowest part is left out. */
const KEPT = 0.8;
const LIMIT_MS = 25_000;
/** Five comparisons for each check, so each has to be that much surer (Bonferroni). */
const SIGNIFICANT = 0.01 / (POSITIONS.length - 1);

type Check = (header: string) => boolean;

const CHECKS: Readonly<Record<string, Check>> = {
	'ours, verifySignature': (header) => verifySignature(BODY, header, [SECRET]),
	// Knows no secret: what differs here tells nothing about one.
	'reading the header alone': (header) => parseSignature(header) === undefined,
	'control, leaves at the first wrong digit': (header) => leavesEarly(sign(), header),
};

function sign(): string {
	return createHmac('sha256', SECRET).update(BODY).digest('hex');
}

function leavesEarly(expected: string, claimed: string): boolean {
	for (let at = 0; at < expected.length; at++) {
		if (expected.charCodeAt(at) !== claimed.charCodeAt(at)) return false;
	}
	return true;
}

/**
 * Genuine but for one digit. Two things were measured at first that have nothing to do with the check:
 * random digits behind the wrong one are the slower to read the more there are (the processor cannot
 * foresee them), and so is a text that was put together bit by bit.
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

/** Nanoseconds per call, by position; in each round all positions take their turn by lot. */
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

/** Two-sided p value of Welch's t; with thousands of samples t is as good as normal. */
function pValue(one: Summary, other: Summary): number {
	const t = Math.abs(one.mean - other.mean) / Math.sqrt(one.error + other.error);
	return 2 * upperTail(t);
}

/** Of the normal distribution: Abramowitz and Stegun 26.2.17, good to seven digits. */
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
			'of the check': `${((100 * (summary.mean - reference.mean)) / reference.mean).toFixed(1)} %`,
			'± ns (95 %)': Number((1.96 * Math.sqrt(summary.error + reference.error)).toFixed(1)),
			p: position === 0 ? '' : p.toPrecision(2),
			differs: p < SIGNIFICANT,
		};
	});
	console.log(`\n${name}`);
	console.table(rows);
}
