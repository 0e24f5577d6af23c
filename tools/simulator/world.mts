import { EventEmitter } from 'node:events';

import type { Settings, SimulatorOptions } from './options.mts';
import { Random } from './random.mts';
import {
	freshState,
	loadState,
	saveState,
	timestamp,
	type Assignment,
	type State,
} from './state.mts';

/** A call of the API, as it came in. */
export interface ReceivedRequest {
	readonly method: string;
	/** Without the query. */
	readonly path: string;
	readonly query: Readonly<Record<string, unknown>>;
	readonly headers: Readonly<Record<string, unknown>>;
	readonly body: unknown;
}

interface WorldEvents {
	/** The API was called, rightly or wrongly; a connection that chaos refused is no call. */
	request: [ReceivedRequest];
	/** Something that the page shows has changed. */
	change: [];
	/** An assignment has reached another status. */
	transition: [Assignment];
	/** Everything was thrown away. */
	reset: [];
}

/** What all parts of the simulator share: the state, the settings, chance and the clock. */
export class World extends EventEmitter<WorldEvents> {
	readonly options: SimulatorOptions;
	settings: Settings;
	state: State;
	random: Random;
	#unsaved = false;
	#ids: Set<string>;

	constructor(options: SimulatorOptions) {
		super();
		this.options = options;
		this.settings = { ...options.settings };
		this.random = new Random(options.seed);
		const saved = options.stateFile === undefined ? undefined : loadState(options.stateFile);
		this.state = saved ?? freshState(options.credits, new Date());
		this.#ids = idsIn(this.state);
		this.on('change', () => this.#saveSoon());
	}

	/** An ID that nothing has: with a state from an earlier run chance begins anew, the IDs do not. */
	newId(): string {
		let id: string;
		do id = this.random.uuid();
		while (this.#ids.has(id));
		this.#ids.add(id);
		return id;
	}

	now(): string {
		return timestamp(new Date());
	}

	/** Milliseconds that something takes which really takes so long; undefined while time stands still. */
	paced(milliseconds: number): number | undefined {
		return this.settings.pace === 0 ? undefined : milliseconds / this.settings.pace;
	}

	reset(): void {
		this.state = freshState(this.options.credits, new Date());
		this.settings = { ...this.options.settings };
		this.random = new Random(this.options.seed);
		this.#ids = idsIn(this.state);
		this.emit('reset');
		this.emit('change');
	}

	save(): void {
		this.#unsaved = false;
		if (this.options.stateFile !== undefined) saveState(this.options.stateFile, this.state);
	}

	#saveSoon(): void {
		if (this.options.stateFile === undefined || this.#unsaved) return;
		this.#unsaved = true;
		setImmediate(() => this.save());
	}
}

function idsIn({ assignments, connections, deliveries, tickets }: State): Set<string> {
	return new Set([assignments, connections, deliveries, tickets].flat().map(({ id }) => id));
}
