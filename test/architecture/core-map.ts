/** The drawing of core's rooms in docs/architecture.md, made from the table that holds the imports. */

/** Rooms by name, each with the rooms that it may import; lower floors first. */
export type RoomTable = Readonly<Record<string, readonly string[]>>;

/** The floor of a room, from 1: one above the highest room that it may import. */
export const floorOf = (rooms: RoomTable, name: string): number =>
  1 + Math.max(0, ...(rooms[name] ?? []).map((below) => floorOf(rooms, below)));

const reaches = (rooms: RoomTable, from: string, to: string): boolean =>
  (rooms[from] ?? []).some((next) => next === to || reaches(rooms, next, to));

/** The rooms that a room stands on directly: those that no other room it may import leads to. */
const directlyBelow = (rooms: RoomTable, name: string): readonly string[] => {
  const below = rooms[name] ?? [];
  return below.filter((room) => !below.some((other) => other !== room && reaches(rooms, other, room)));
};

/** The drawing, as Mermaid text: higher floors first. */
export const coreMap = (rooms: RoomTable): string => {
  const names = Object.keys(rooms).sort((a, b) => floorOf(rooms, b) - floorOf(rooms, a));
  return ['flowchart TD', ...names.flatMap((name) => directlyBelow(rooms, name).map((below) => `  ${name} --> ${below}`))].join(
    '\n',
  );
};
