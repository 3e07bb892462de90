/** The Prometheus text format 0.0.4: https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format */
import type { Histogram } from "./http-backend.js";

export interface Sample {
	/** Follows the name of its family. @default nothing */
	readonly suffix?: string;
	readonly labels?: Readonly<Record<string, string>>;
	readonly value: number;
}

export type About = readonly [type: "counter" | "gauge" | "histogram", help: string];

export function formatFamily(name: string, [type, help]: About, samples: readonly Sample[]): string {
	const lines = samples.map(({ suffix = "", labels = {}, value }) => {
		return `waitbus_${name}${suffix}${formatLabels(labels)} ${value}\n`;
	});
	return `# HELP waitbus_${name} ${help}\n# TYPE waitbus_${name} ${type}\n${lines.join("")}`;
}

export function toSamples({ bounds, counts, sum }: Histogram): readonly Sample[] {
	let total = 0;
	const buckets = [...bounds.map(String), "+Inf"].map((le, index) => {
		total += counts[index] ?? 0;
		return { suffix: "_bucket", labels: { le }, value: total };
	});
	return [...buckets, { suffix: "_sum", value: sum }, { suffix: "_count", value: total }];
}

function formatLabels(labels: Readonly<Record<string, string>>): string {
	const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escape(value)}"`);
	return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

function escape(text: string): string {
	return text.replace(/\\/g, "\\\\").replace(/"/g, '\\"').replace(/\n/g, "\\n");
}
