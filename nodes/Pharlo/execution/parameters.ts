import type {
	IExecuteFunctions,
	IGetNodeParameterOptions,
	NodeParameterValueType,
} from 'n8n-workflow';

export type ParameterValue = NodeParameterValueType | object;

/**
 * The node's parameters in one run. An item asks for a dozen of them, and each question costs n8n
 * as much as several lines of ours; so what holds no expression, and is the same for all items, is
 * asked for once.
 */
export class Parameters {
	/** By name; for those that differ between the items undefined is kept. */
	readonly #known = new Map<string, ParameterValue | undefined>();

	constructor(readonly context: IExecuteFunctions) {}

	/** As n8n's own `getNodeParameter`; objects may be shared between items and must not be changed. */
	read(
		name: string,
		itemIndex: number,
		fallback?: unknown,
		options: Pick<IGetNodeParameterOptions, 'extractValue' | 'skipValidation'> = {},
	): ParameterValue {
		const key = options.extractValue === true ? `${name} extracted` : name;
		const known = this.#known.get(key);
		if (known !== undefined) return known;
		const value = this.context.getNodeParameter(name, itemIndex, fallback, options);
		if (!this.#known.has(key)) {
			this.#known.set(key, holdsExpression(this.raw(name, fallback)) ? undefined : value);
		}
		return value;
	}

	/** What the user has entered, expressions as they are written; the same object every time. */
	raw(name: string, fallback?: unknown): ParameterValue {
		return this.context.getNodeParameter(name, 0, fallback, { rawExpressions: true });
	}
}

function holdsExpression(value: unknown): boolean {
	if (typeof value === 'string') return value.startsWith('=');
	return typeof value === 'object' && value !== null && Object.values(value).some(holdsExpression);
}
