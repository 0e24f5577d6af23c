import type { ReadingApi } from '../api.mts';
import type { Finding } from '../finding.mts';

/** What earlier probes have found, for later ones to ask about. */
export interface Known {
	platforms: Array<{ readonly slug: string; readonly contentTypes: readonly string[] }>;
	/** A connection whose token is good, as far as one can tell. */
	connectionId?: string;
	/** The same of YouTube. */
	youtubeId?: string;
	assignmentId?: string;
	published?: { readonly id: string; readonly connectionId: string };
}

/** Some questions that belong together. It only reads. */
export interface Probe {
	/** What it may take at Pharlo's default prices. */
	readonly credits: number;
	run(api: ReadingApi, known: Known): Promise<Finding[]>;
}

/** Belongs to nobody, in the form that IDs have in the documentation. */
export const NOBODYS_ID = '00000000-0000-4000-8000-000000000000';
