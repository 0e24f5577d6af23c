import type { INode, ITaskData } from 'n8n-workflow';

import { node } from '../../test/harness/setting.mts';
import { goals, ratios, ratioText, table, withSpread } from './report.mts';
import { inTurn, median, type Contender } from './turns.mts';
import { World, type Taken } from './world.mts';

const COUNT = 10_000;
const PAGE = 50;
const ADDED = 100;
const ROUNDS = 5;
const LATENCY_MS = 20;

interface Row {
	readonly id: string;
}

interface Listed extends Taken {
	/** Of those that were there when reading began. */
	readonly missing: number;
	readonly doubled: number;
	readonly isInOrder: boolean;
}

/**
 * Return All of a long list that grows while it is read.
 *
 * @returns a section in Markdown
 */
export async function measureListing(): Promise<string> {
	const world = await World.start();
	try {
		const list = new GrowingList(world);
		await list.fill();
		world.pharlo.switch({ latencyMs: LATENCY_MS });
		const results = await inTurn(
			[
				await list.ours('ours'),
				await list.ours('ours, page after page', 1),
				await list.httpRequest('HTTP Request, its pagination'),
			],
			ROUNDS,
		);
		const [own = [], alone = [], http = []] = results.values();
		const goal = (name: string, other: readonly Listed[]) => ({
			name: `times as fast as ${name}`,
			value: median(ratios(times(other), times(own))),
			atLeast: 6,
		});
		return [
			'## Listing',
			`Return All of ${COUNT} assignments, ${PAGE} to a page, ${LATENCY_MS} ms for each answer, while ${ADDED} more are created: one whenever two pages have been read. Medians of ${ROUNDS} rounds in turn. HTTP Request hands on pages; what is in them was counted.`,
			rows(results),
			goals([goal('page after page', alone), goal("HTTP Request's pagination", http)]),
		].join('\n\n');
	} finally {
		await world.stop();
	}
}

/** The assignments, and the nodes that read them. */
class GrowingList {
	readonly #ids: string[] = [];
	#answers = 0;
	#added = 0;

	constructor(readonly world: World) {
		world.pharlo.simulator.simulation.on('request', ({ method }) => {
			if (method !== 'GET') return;
			this.#answers++;
			if (this.#answers % 2 === 1 || this.#added === ADDED) return;
			this.#added++;
			void this.world.pharlo.add('pending');
		});
	}

	/** The newest comes first, as Pharlo's lists are taken to be. */
	async fill(): Promise<void> {
		const { pharlo } = this.world;
		for (let count = 0; count < COUNT; count++) {
			const createdAt = new Date(Date.UTC(2026, 0, 1) - (COUNT - count) * 60_000).toISOString();
			const { id } = await pharlo.add('published', { createdAt });
			this.#ids.unshift(id);
		}
	}

	async ours(name: string, maxConcurrent?: number): Promise<Contender<Listed>> {
		const credentials = await this.world.credential('pharloApi', this.world.pharlo.credential);
		const parameters = {
			resource: 'assignment',
			operation: 'getAll',
			returnAll: true,
			filters: {},
			simplify: true,
			options: maxConcurrent === undefined ? {} : { maxConcurrentRequests: maxConcurrent },
		};
		return await this.#reader(
			name,
			node('x', 'n8n-nodes-pharlo.pharlo', parameters, { credentials: credentials ?? {} }),
		);
	}

	async httpRequest(name: string): Promise<Contender<Listed>> {
		const { pharlo } = this.world;
		const credentials = await this.world.credential('httpHeaderAuth', {
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
		return await this.#reader(name, node('x', 'n8n-nodes-base.httpRequest', parameters, more));
	}

	async #reader(name: string, measured: INode): Promise<Contender<Listed>> {
		let last: Omit<Listed, keyof Taken> = { missing: 0, doubled: 0, isInOrder: true };
		const run = await this.world.runner({
			name,
			node: measured,
			rows: 1,
			reset: () => this.#shrink(),
			isDone: () => this.#answers >= COUNT / PAGE,
			check: (taskData) => (last = this.#compare(taskData)),
		});
		return { name, run: async () => ({ ...(await run()), ...last }) };
	}

	#shrink(): void {
		this.world.pharlo.assignments.splice(0, this.#added);
		this.#added = 0;
		this.#answers = 0;
	}

	#compare({ data }: ITaskData): Omit<Listed, keyof Taken> {
		const items = (data?.main?.[0] ?? []).map(({ json }) => json as Row | { items: Row[] });
		const read = items.flatMap((json) => ('items' in json ? json.items : [json])).map(idOf);
		const known = new Map(this.#ids.map((id, place) => [id, place]));
		const places = read.flatMap((id) => known.get(id) ?? []);
		return {
			missing: COUNT - new Set(places).size,
			doubled: read.length - new Set(read).size,
			isInOrder: places.every((place, index) => index === 0 || place >= (places[index - 1] ?? 0)),
		};
	}
}

function idOf({ id }: Row): string {
	return id;
}

function rows(results: ReadonlyMap<string, readonly Listed[]>): string {
	const [own = []] = results.values();
	return table(
		['', 'ms', 'times ours', 'missing', 'doubled', 'in order'],
		[...results].map(([name, listed]) => [
			name,
			withSpread(times(listed)),
			ratioText(times(listed), times(own)),
			String(Math.max(...listed.map(({ missing }) => missing))),
			String(Math.max(...listed.map(({ doubled }) => doubled))),
			listed.every(({ isInOrder }) => isInOrder) ? 'yes' : 'no',
		]),
	);
}

function times(taken: readonly Taken[]): number[] {
	return taken.map(({ milliseconds }) => milliseconds);
}

if (import.meta.filename === process.argv[1]) console.log(await measureListing());
