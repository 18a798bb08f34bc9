import { s3Client } from '#platform/clients/s3';
import { readEnvironment } from '#platform/environment';
import { ParquetReportLines } from '#reports/adapters/parquet-report-lines';
import { ParquetReportRows } from '#reports/adapters/parquet-report-rows';
import { ParquetTrackMatches } from '#reports/adapters/parquet-track-matches';
import type { TrackMatches } from '#reports/match-ports';
import type { ReportLines, ReportRows } from '#reports/ports';

/** Apart from the other ports of reports, since only the bulk steps carry DuckDB. */
const lakeBucket = () => readEnvironment('LAKE_BUCKET').LAKE_BUCKET;

export function reportRows(): ReportRows {
  return new ParquetReportRows(s3Client, lakeBucket());
}

export function trackMatches(): TrackMatches {
  return new ParquetTrackMatches(s3Client, lakeBucket());
}

export function reportLines(): ReportLines {
  return new ParquetReportLines(s3Client, lakeBucket());
}
