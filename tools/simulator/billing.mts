import type { FastifyReply } from 'fastify';

import { ApiError } from './api-error.mts';
import type { Simulation } from './simulation.mts';

/** Credits by tier (Billing guide). The cost of DELETE, retry and refresh is not documented. */
export const COST = { read: 1, write: 2, platform: 3 } as const;

/**
 * Deducts the credits for a call and reports them in the response headers.
 *
 * @throws {ApiError} 402 if there are not enough credits
 */
export function charge(simulation: Simulation, reply: FastifyReply, cost: number): void {
	requireCredits(simulation, cost);
	simulation.state.credits -= cost;
	simulation.state.creditsUsed += cost;
	void reply.header('x-credits-used', String(cost));
	void reply.header('x-credits-balance', String(simulation.state.credits));
}

/**
 * Checks the balance before any change: a call that cannot be paid for must have no side effects.
 */
export function requireCredits(simulation: Simulation, cost: number): void {
	const balance = simulation.state.credits;
	if (balance >= cost) return;
	throw new ApiError(402, 'Not enough credits.', {
		code: 'insufficient_credits',
		fields: { credits_required: cost, credits_balance: balance },
		headers: { 'x-credits-required': String(cost), 'x-credits-balance': String(balance) },
	});
}

/** Refunds the credits of a failed job (Billing guide). */
export function refund(simulation: Simulation, cost: number): void {
	simulation.state.credits += cost;
	simulation.state.creditsUsed -= cost;
}
