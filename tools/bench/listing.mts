import type { INode, ITaskData } from 'n8n-workflow';

import { node } from '../../test/harness/setting.mts';
import { goals, ratios, ratioText, table, withSpread } from './report.mts';
import { runAlternating, median, type Contender } from './turns.mts';
import { BenchN8n, type Measurement } from './bench-n8n.mts';

const COUNT = 10_000;
const PAGE = 50;
const ADDED = 100;
const ROUNDS = 5;
const LATENCY_MS = 20;

interface Row {
	readonly id: string;
}

interface ListMeasurement extends Measurement {
	/** Items that existed before the run started but are not in the result. */
	readonly missing: number;
	readonly duplicated: number;
	readonly isInOrder: boolean;
}

/**
 * Measures Return All on a long list that grows while it is fetched.
 *
 * @returns a section in Markdown
 */
export async function measureListing(): Promise<string> {
	const bench = await BenchN8n.start();
	try {
		const list = new GrowingList(bench);
		await list.fill();
		bench.pharlo.switch({ latencyMs: LATENCY_MS });
		const results = await runAlternating(
			[
				await list.ours('ours'),
				await list.ours('ours, sequential pages', 1),
				await list.httpRequest('HTTP Request with pagination'),
			],
			ROUNDS,
		);
		const [own = [], alone = [], http = []] = results.values();
		const goal = (name: string, other: readonly ListMeasurement[]) => ({
			name: `speedup over ${name}`,
			value: median(ratios(times(other), times(own))),
			atLeast: 6,
		});
		return [
			'## Listing',
			`Return All of ${COUNT} assignments, ${PAGE} per page, with a response latency of ${LATENCY_MS} ms, while ${ADDED} more are created: one after every two pages. Medians of ${ROUNDS} alternating rounds. HTTP Request outputs pages; the items in them were counted.`,
			rows(results),
			goals([goal('sequential pages', alone), goal("HTTP Request's pagination", http)]),
		].join('\n\n');
	} finally {
		await bench.stop();
	}
}

/** The assignments, and the nodes that fetch them. */
class GrowingList {
	readonly #ids: string[] = [];
	#responses = 0;
	#added = 0;

	constructor(readonly bench: BenchN8n) {
		bench.pharlo.simulator.simulation.on('request', ({ method }) => {
			if (method !== 'GET') return;
			this.#responses++;
			if (this.#responses % 2 === 1 || this.#added === ADDED) return;
			this.#added++;
			void this.bench.pharlo.add('pending');
		});
	}

	/** Adds the assignments newest first, the assumed order of Pharlo's lists. */
	async fill(): Promise<void> {
		const { pharlo } = this.bench;
		for (let count = 0; count < COUNT; count++) {
			const createdAt = new Date(Date.UTC(2026, 0, 1) - (COUNT - count) * 60_000).toISOString();
			const { id } = await pharlo.add('published', { createdAt });
			this.#ids.unshift(id);
		}
	}

	async ours(name: string, maxConcurrent?: number): Promise<Contender<ListMeasurement>> {
		const credentials = await this.bench.credential('pharloApi', this.bench.pharlo.credential);
		const parameters = {
			resource: 'assignment',
			operation: 'getAll',
			returnAll: true,
			filters: {},
			simplify: true,
			options: maxConcurrent === undefined ? {} : { maxConcurrentRequests: maxConcurrent },
		};
		return await this.#contender(
			name,
			node('x', 'n8n-nodes-pharlo.pharlo', parameters, { credentials: credentials ?? {} }),
		);
	}

	async httpRequest(name: string): Promise<Contender<ListMeasurement>> {
		const { pharlo } = this.bench;
		const credentials = await this.bench.credential('httpHeaderAuth', {
			name: 'Authorization',
			value: `Bearer ${pharlo.credential.apiKey}`,
		});
		const parameters = {
			url: `${pharlo.simulator.url}/api/v1/assignments`,
			authentication: 'genericCredentialType',
			genericAuthType: 'httpHeaderAuth',
			sendQuery: true,
			queryParameters: { parameters: [{ name: 'limit', value: String(PAGE) }] },
			options: {
				pagination: {
					pagination: {
						paginationMode: 'updateAParameterInEachRequest',
						parameters: {
							parameters: [{ type: 'qs', name: 'page', value: '={{ $pageCount + 1 }}' }],
						},
						paginationCompleteWhen: 'other',
						completeExpression: '={{ $response.body.items.length < $response.body.limit }}',
					},
				},
			},
		};
		const more = { typeVersion: 4.2, credentials: credentials ?? {} };
		return await this.#contender(name, node('x', 'n8n-nodes-base.httpRequest', parameters, more));
	}

	async #contender(name: string, measured: INode): Promise<Contender<ListMeasurement>> {
		let last: Omit<ListMeasurement, keyof Measurement> = {
			missing: 0,
			duplicated: 0,
			isInOrder: true,
		};
		const run = await this.bench.runner({
			name,
			node: measured,
			rows: 1,
			reset: () => this.#reset(),
			isDone: () => this.#responses >= COUNT / PAGE,
			check: (taskData) => (last = this.#compare(taskData)),
		});
		return { name, run: async () => ({ ...(await run()), ...last }) };
	}

	#reset(): void {
		this.bench.pharlo.assignments.splice(0, this.#added);
		this.#added = 0;
		this.#responses = 0;
	}

	#compare({ data }: ITaskData): Omit<ListMeasurement, keyof Measurement> {
		const items = (data?.main?.[0] ?? []).map(({ json }) => json as Row | { items: Row[] });
		const ids = items.flatMap((json) => ('items' in json ? json.items : [json])).map(idOf);
		const known = new Map(this.#ids.map((id, place) => [id, place]));
		const places = ids.flatMap((id) => known.get(id) ?? []);
		return {
			missing: COUNT - new Set(places).size,
			duplicated: ids.length - new Set(ids).size,
			isInOrder: places.every((place, index) => index === 0 || place >= (places[index - 1] ?? 0)),
		};
	}
}

function idOf({ id }: Row): string {
	return id;
}

function rows(results: ReadonlyMap<string, readonly ListMeasurement[]>): string {
	const [own = []] = results.values();
	return table(
		['', 'ms', 'relative to ours', 'missing', 'duplicated', 'in order'],
		[...results].map(([name, measurements]) => [
			name,
			withSpread(times(measurements)),
			ratioText(times(measurements), times(own)),
			String(Math.max(...measurements.map(({ missing }) => missing))),
			String(Math.max(...measurements.map(({ duplicated }) => duplicated))),
			measurements.every(({ isInOrder }) => isInOrder) ? 'yes' : 'no',
		]),
	);
}

function times(measurements: readonly Measurement[]): number[] {
	return measurements.map(({ milliseconds }) => milliseconds);
}

if (import.meta.filename === process.argv[1]) console.log(await measureListing());
