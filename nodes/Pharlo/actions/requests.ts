import type { PharloRequest } from '../transport/PharloClient';

/** Reads one assignment (Code Examples page, Poll for assignment completion). */
export function assignmentRequest(id: string): PharloRequest {
	return { method: 'GET', path: ['assignments', id], intent: 'return the assignment' };
}
