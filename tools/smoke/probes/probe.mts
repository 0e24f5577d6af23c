import type { ReadOnlyApi } from '../api.mts';
import type { Finding } from '../finding.mts';

/** IDs that earlier probes have found, for use by later ones. */
export interface Known {
	platforms: Array<{ readonly slug: string; readonly contentTypes: readonly string[] }>;
	/** A connection whose token appears to be valid. */
	connectionId?: string;
	/** A YouTube connection whose token appears to be valid. */
	youtubeId?: string;
	assignmentId?: string;
	published?: { readonly id: string; readonly connectionId: string };
}

/** A group of related questions. It only reads. */
export interface Probe {
	/** Maximum cost at Pharlo's default prices. */
	readonly credits: number;
	run(api: ReadOnlyApi, known: Known): Promise<Finding[]>;
}

/** An ID that does not exist, in the documented format. */
export const UNKNOWN_ID = '00000000-0000-4000-8000-000000000000';
