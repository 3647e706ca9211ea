/** Many servers: what one of them does reaches the sockets of all. @module */
export { type Cluster, type ClusterLife, type ClusterMessage, createCluster } from './cluster.ts';
export type { AdapterFactory, ClusterOptions, RedisAddress, RedisOptions } from './cluster-options.ts';
export type { RedisClient } from './redis-client.ts';
