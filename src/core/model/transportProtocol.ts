export type TransportProtocol = 'TCP' | 'UDP' | 'SCTP';
