import type { FastifyReply } from 'fastify';

import { ApiError } from './answers.mts';
import type { World } from './world.mts';

/** Credits by tier (Billing guide). What DELETE, retry and refresh cost is not documented. */
export const COST = { read: 1, write: 2, platform: 3 } as const;

/**
 * Takes the credits for a call and says so in the headers.
 *
 * @throws {ApiError} 402 when there are not enough
 */
export function charge(world: World, reply: FastifyReply, cost: number): void {
	requireCredits(world, cost);
	world.state.credits -= cost;
	world.state.creditsUsed += cost;
	void reply.header('x-credits-used', String(cost));
	void reply.header('x-credits-balance', String(world.state.credits));
}

/** Refuses before anything is done: a call that cannot be paid must not leave traces. */
export function requireCredits(world: World, cost: number): void {
	const balance = world.state.credits;
	if (balance >= cost) return;
	throw new ApiError(402, 'Not enough credits.', {
		code: 'insufficient_credits',
		fields: { credits_required: cost, credits_balance: balance },
		headers: { 'x-credits-required': String(cost), 'x-credits-balance': String(balance) },
	});
}

/** Gives back what a job has cost that failed (Billing guide). */
export function refund(world: World, cost: number): void {
	world.state.credits += cost;
	world.state.creditsUsed -= cost;
}
