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

/** An API request as received. */
export interface ReceivedRequest {
	readonly method: string;
	/** Without the query. */
	readonly path: string;
	readonly query: Readonly<Record<string, unknown>>;
	readonly headers: Readonly<Record<string, unknown>>;
	readonly body: unknown;
}

interface SimulationEvents {
	/** An API request was received, valid or not. A connection that chaos refused does not count. */
	request: [ReceivedRequest];
	/** Data that the status page shows has changed. */
	change: [];
	/** An assignment's status has changed. */
	transition: [Assignment];
	/** The fetch of an assignment's media file has finished; its status has not changed yet. */
	media: [Assignment];
	/** The state was reset. */
	reset: [];
}

/** What all parts of the simulator share: state, settings, random numbers and clock. */
export class Simulation extends EventEmitter<SimulationEvents> {
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

	/**
	 * Returns an unused ID. The generator restarts with each run, so a saved state may already
	 * contain the IDs it produces.
	 */
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

	/** Scales a duration by the pace; undefined while time is stopped. */
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
