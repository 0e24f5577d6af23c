import { setImmediate as nextTurn } from 'node:timers/promises';

/** Takes the place of real pauses: they end when a test lets the time pass. */
export class Pauses {
	/** The length of those that are under way, in milliseconds. */
	get lengths(): number[] {
		return this.#underWay.map(({ milliseconds }) => milliseconds);
	}

	#now = Date.parse('2027-01-10T12:00:00Z');
	#underWay: Array<{ milliseconds: number; end: () => void }> = [];

	/** Starts a pause. */
	async start(milliseconds: number): Promise<void> {
		await new Promise<void>((resolve) => this.#underWay.push({ milliseconds, end: resolve }));
	}

	/** Forgets all pauses, and makes `Date.now` show the time that has passed with them. */
	reset(): void {
		this.#underWay = [];
		jest.spyOn(Date, 'now').mockImplementation(() => this.#now);
	}

	/** Lets so much time pass that all pauses end. */
	async end(): Promise<void> {
		await nextTurn();
		const ending = this.#underWay;
		this.#underWay = [];
		this.#now += Math.max(0, ...ending.map(({ milliseconds }) => milliseconds));
		for (const { end } of ending) end();
		await nextTurn();
	}
}
