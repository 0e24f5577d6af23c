import { errorBodyFinding } from '../error-shape.mts';
import { UNKNOWN_ID, type Probe } from './probe.mts';

/** Not in the format of a key, so that no real key is tried by accident. */
const INVALID_KEY = 'not-a-key';

/** Error bodies of Pharlo: its two pages on errors disagree. */
export const errors: Probe = {
	credits: 2,

	async run(api) {
		const unknown = { parts: { id: UNKNOWN_ID } };
		return [
			errorBodyFinding(
				'Error body for an invalid key',
				await api.get('billing/status', { key: INVALID_KEY }),
			),
			errorBodyFinding(
				'Error body for an invalid value',
				await api.get('assignments', { query: { page: '0' } }),
			),
			errorBodyFinding('Error body for an unknown ID', await api.get('assignments/{id}', unknown)),
			errorBodyFinding(
				'Error body for an unknown or expired ticket',
				await api.get('oauth/tickets/{id}', unknown),
			),
		];
	},
};
