/**
 * The time of the boot, from the firmware's clock.
 *
 * Used by: `responses.ts`.            Uses: `firmware.ts`.
 * Sources: [UEFI] "GetTime()".
 */
import * as Efi from './efi.ts';
import type { EfiTime } from './efi.ts';
import * as Firmware from './firmware.ts';

const SECONDS_PER_DAY: i64 = 86_400n;

const TIME: EfiTime = zeroed();

/** Seconds since 1970-01-01T00:00:00Z, or null when the firmware has no clock. */
export function unixTime(): i64 | null {
  const services = Firmware.systemTable().runtimeServices;
  if (services === null) return null;
  if (services.getTime(TIME, virt(0n)) !== Efi.SUCCESS) return null;
  const isPlausible =
    TIME.year >= 1970 && TIME.month >= 1 && TIME.month <= 12 && TIME.day >= 1 && TIME.day <= 31;
  if (!isPlausible) return null;
  const days = daysSince1970(i64(TIME.year), i64(TIME.month), i64(TIME.day));
  const seconds = i64(TIME.hour) * 3600n + i64(TIME.minute) * 60n + i64(TIME.second);
  const zone: i64 = TIME.timeZone === Efi.TIME_ZONE_UNSPECIFIED ? 0n : i64(TIME.timeZone);
  return days * SECONDS_PER_DAY + seconds + zone * 60n;
}

/** Days from 1970-01-01 to a date of the Gregorian calendar, from 1970 on. */
function daysSince1970(year: i64, month: i64, day: i64): i64 {
  // Counted in years that start in March, so that the leap day is the last of its year.
  const shifted: i64 = month <= 2n ? year - 1n : year;
  const monthFromMarch: i64 = month <= 2n ? month + 9n : month - 3n;
  const leapDays = shifted / 4n - shifted / 100n + shifted / 400n;
  const dayOfYear = (153n * monthFromMarch + 2n) / 5n + day - 1n;
  // 719468 days lie between 0000-03-01 and 1970-01-01.
  return shifted * 365n + leapDays + dayOfYear - 719_468n;
}
