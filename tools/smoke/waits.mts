/** How long to wait for others, in milliseconds. */
export interface Waits {
	/** For Pharlo's requests after an assignment was created. */
	readonly mediaMs: number;
	/** Without another request, after which no more are expected. */
	readonly quietMs: number;
	/** Between two looks at an OAuth ticket. */
	readonly pollMs: number;
	/** Before the second attempt to cancel; longer before each further one. */
	readonly retryMs: number;
	/** For the user to connect a channel, if the ticket does not say when it expires. */
	readonly connectMs: number;
}

export const WAITS: Waits = {
	mediaMs: 180_000,
	quietMs: 20_000,
	pollMs: 5000,
	retryMs: 250,
	connectMs: 15 * 60_000,
};
