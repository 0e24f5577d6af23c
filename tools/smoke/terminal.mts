/** The interface to the user. */
export interface Terminal {
	/** Progress and warnings. */
	readonly say: (line: string) => void;
	/** The report itself. */
	readonly print: (text: string) => void;
	/** Undefined if there is no interactive terminal. */
	readonly ask?: ((question: string) => Promise<string>) | undefined;
	/** Aborts when the user wants to stop. */
	readonly signal: AbortSignal;
}
