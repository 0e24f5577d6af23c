import { createHash } from 'node:crypto';

import { findBrowser, logIn, NO_BROWSER, openBrowser } from '../../tools/playground/browser.mts';
import { readRows, rowsOf, toTable, writeRows } from '../../tools/newcomer/page.mts';
import { User, type ChosenFile } from '../../tools/newcomer/user.mts';
import { sum, TO_FIRST_POST, walk, type Measured } from '../../tools/newcomer/walk.mts';
import { DEFAULTS } from '../../tools/simulator/options.mts';
import { describeUnless } from '../harness/layers.mts';
import { mp4 } from '../harness/media.mts';
import { FACEBOOK, Pharlo, YOUTUBE } from '../harness/pharlo.mts';
import { startOwnN8n } from './own-n8n.mts';

const TITLE = 'My first video';

/** The steps that cost somebody patience: more than this, and the panel has become worse. */
const FIRST_POST_AT_MOST = { clicks: 45, fields: 10, keys: 60, requests: 20, credits: 6 };

/** n8n may ask for a list once more on a slow machine. */
const SLACK = 5;

describeUnless(findBrowser() === undefined ? NO_BROWSER : undefined)(
	"a newcomer's first hour",
	() => {
		const videos = { first: video('first'), second: video('second'), third: video('third') };
		let pharlo: Pharlo;
		let measured: Measured[];
		const close: Array<() => Promise<void>> = [];

		beforeAll(async () => {
			pharlo = await Pharlo.start({ settings: { ...DEFAULTS.settings, pace: 20 } });
			close.push(async () => await pharlo.close());
			const n8n = await startOwnN8n();
			close.push(n8n.stop);
			const { browser, page } = await openBrowser();
			close.push(async () => await browser.close());
			page.setDefaultTimeout(60_000);
			await logIn(page, n8n.api.url);
			const { state } = pharlo.simulator.simulation;
			const journey = {
				user: new User(page),
				editor: page,
				simulatorUrl: pharlo.simulator.url,
				apiKey: DEFAULTS.apiKey,
				webhookSecret: DEFAULTS.webhookSecret,
				videos,
				formAddress: '',
				turnPageOff() {
					for (const one of state.connections) if (one.id === FACEBOOK) one.isActive = false;
				},
			};
			measured = await walk(journey, () => ({
				requests: pharlo.requests.length,
				credits: DEFAULTS.credits - state.credits,
				assignments: state.assignments.length,
			}));
			console.log(toTable(rowsOf(measured)));
		}, 600_000);

		afterAll(async () => {
			for (const stop of close.reverse()) await stop();
		});

		function step(beginning: string): Measured {
			const found = measured.find(({ title }) => title.startsWith(beginning));
			if (found === undefined) throw new Error(`No step ${beginning}`);
			return found;
		}

		test('a wrong key is explained', () => {
			const { read } = step('Create the credential');
			expect(read).toContain('Pharlo does not accept this API key');
			expect(read).toContain('Pharlo console, Settings → Credentials');
		});

		test('Check creates nothing', () => {
			expect(step('Check').read).toMatch(/valid\s+true/);
			expect(step('Check').assignments).toBe(0);
		});

		test('each post is stored once, with the right file, and is published', () => {
			const stored = pharlo.assignments.map(({ connectionId, status, payload, media }) => {
				return { connectionId, status, title: payload.title, sha256: media?.sha256 };
			});
			const expected = ([name, ...ids]: [keyof typeof videos, ...string[]]) =>
				ids.map((connectionId) => {
					const sha256 = createHash('sha256').update(videos[name].buffer).digest('hex');
					return { connectionId, status: 'published', title: TITLE, sha256 };
				});
			const all = [
				...expected(['first', YOUTUBE, YOUTUBE, FACEBOOK]),
				...expected(['second', YOUTUBE, FACEBOOK]),
				...expected(['third', YOUTUBE, FACEBOOK]),
			];
			expect(stored).toHaveLength(all.length);
			expect(stored).toEqual(expect.arrayContaining(all));
			expect(new Set(pharlo.assignments.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(
				all.length,
			);
		});

		test('the output shows what was created', () => {
			const created = pharlo.assignments.at(-1);
			expect(step('Create the post').read).toContain(created?.id);
			expect(step('Cross-post').read).toMatch(/youtube[\s\S]*facebook/);
		});

		test('the callback shows which post was published, and where', () => {
			const { read, assignments } = step('Fill in');
			expect(assignments).toBe(2);
			const reported = pharlo.assignments.filter(({ id }) => read.includes(id));
			expect(reported).toHaveLength(1);
			expect(read).toContain(reported[0]?.platformUrl);
		});

		test('the message of a failure names the cause, and nothing was created', () => {
			const { read, assignments } = step('Find out');
			expect(read).toContain("'Demo Page', which is inactive");
			expect(read).toContain('Connection → Update');
			expect(assignments).toBe(0);
		});

		test('Retry publishes what had failed, and its callbacks arrive', () => {
			const { read, assignments } = step('Retry');
			expect(assignments).toBe(2);
			expect(read.match(/Succeeded/g)).toHaveLength(4);
		});

		test('the first post takes no more than it should', () => {
			const first = sum(measured.slice(0, TO_FIRST_POST));
			for (const [what, most] of Object.entries(FIRST_POST_AT_MOST)) {
				expect([what, first[what as keyof typeof first] <= most]).toEqual([what, true]);
			}
		});

		test('the page tells what it takes (UPDATE_DOCS=1 writes it)', () => {
			const rows = rowsOf(measured);
			if (process.env.UPDATE_DOCS === '1') writeRows(rows);
			const told = readRows();
			const byHand = (all: typeof rows) =>
				all.map(({ title, numbers }) => [title, ...numbers.slice(0, 3)]);
			expect(byHand(rows)).toEqual(byHand(told));
			const [requests = 0, credits = 0] = told.at(-1)?.numbers.slice(3) ?? [];
			const [sent = 0, cost = 0] = rows.at(-1)?.numbers.slice(3) ?? [];
			expect(Math.abs(sent - requests)).toBeLessThanOrEqual(SLACK);
			expect(Math.abs(cost - credits)).toBeLessThanOrEqual(SLACK);
		});
	},
);

function video(name: string): ChosenFile {
	return { name: `${name}.mp4`, mimeType: 'video/mp4', buffer: mp4(2000, name) };
}
