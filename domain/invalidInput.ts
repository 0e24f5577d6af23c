/**
 * Input that we refuse before anything is sent to Pharlo.
 *
 * `message` says what is wrong and names the field as the user sees it, in single quotes;
 * `description` says how to get unstuck. The node turns it into n8n's own error class and adds
 * the item index, so that the code here needs no n8n types.
 */
export class Refusal extends Error {
	constructor(
		message: string,
		readonly description: string,
	) {
		super(message);
		this.name = 'Refusal';
	}
}
