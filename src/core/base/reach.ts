/** Whether memory can be shared with whoever reads what is written. */
export type Reach = 'process' | 'thread';
