import { familyFinding } from '../refusal-shape.mts';
import { NOBODYS_ID, type Probe } from './probe.mts';

/** No key looks like this, so nobody's is tried by accident. */
const NO_KEY = 'not-a-key';

/** How Pharlo refuses: its two pages on errors disagree. */
export const refusals: Probe = {
	credits: 2,

	async run(api) {
		const nobodys = { parts: { id: NOBODYS_ID } };
		return [
			familyFinding('Error body for a wrong key', await api.get('billing/status', { key: NO_KEY })),
			familyFinding(
				'Error body for a value that cannot be',
				await api.get('assignments', { query: { page: '0' } }),
			),
			familyFinding('Error body for what is not there', await api.get('assignments/{id}', nobodys)),
			familyFinding(
				'A ticket that is not there, or not any more',
				await api.get('oauth/tickets/{id}', nobodys),
			),
		];
	},
};
