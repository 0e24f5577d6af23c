import type { Ticket } from '../state.mts';

/** Accounts of the user who opens the consent page. */
const ACCOUNTS: Readonly<Record<string, readonly string[]>> = {
	youtube: ['Second Channel'],
	facebook: ['Bakery Page', 'Garden Page'],
};

/**
 * Stands in for the consent page of Google or Meta: the user selects accounts, then allows or
 * denies access. Facebook offers several pages.
 */
export function consentPage(ticket: Ticket): string {
	const accounts = ACCOUNTS[ticket.platform] ?? ['New Account'];
	const choices = accounts
		.map(
			(name) =>
				`<label><input type="checkbox" name="accounts" value="${name}" checked> ${name}</label>`,
		)
		.join('');
	return page(
		`<h1>Connect to Pharlo</h1>
<p>Pharlo requests permission to publish to your ${ticket.platform} accounts.</p>
<form action="/api/v1/oauth/${ticket.platform}/callback">
<input type="hidden" name="ticket" value="${ticket.id}">
${choices}
<button name="answer" value="allow">Allow</button>
<button name="answer" value="deny" class="quiet">Deny</button>
</form>`,
	);
}

export function messagePage(text: string): string {
	return page(`<h1>Pharlo</h1><p>${text}</p><p>You can close this window.</p>`);
}

function page(body: string): string {
	return `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Pharlo simulator</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 26rem; margin: 4rem auto; padding: 0 1rem; color: #14213d; }
label { display: block; margin: .5rem 0; }
button { font: inherit; padding: .5rem 1.2rem; margin: 1rem .5rem 0 0; border: 0; border-radius: .4rem; background: #1d4ed8; color: #fff; cursor: pointer; }
button.quiet { background: #dbe2f0; color: #14213d; }
</style>
<body>${body}</body></html>`;
}
