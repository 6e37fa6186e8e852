using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using NativeIo;
using Nio.Scanning;

namespace Nio.Output;

/// <summary>
/// One row for each file when something is found out about it, as bytes, since names need not be text; a summary
/// otherwise.
/// </summary>
internal sealed class ScanTextOutput : IScanOutput
{
    private const int ColumnWidth = 11;

    private readonly ScanRequest _request;
    private readonly Stream _stream;
    private long _files;
    private long _count;

    /// <param name="request">What the user asked.</param>
    /// <param name="stream">Where to. Ownership: disposed with this.</param>
    internal ScanTextOutput(ScanRequest request, Stream stream)
    {
        _request = request;
        _stream = stream;
    }

    public void Write(ScanFileResult result)
    {
        if (result.Answer is not { } answer)
        {
            return;
        }

        _files++;
        _count += answer.Count;
        switch (_request.Mode)
        {
            case ScanMode.Sha256 or ScanMode.Crc32C:
                WriteDigest(answer.Digest, result.Path);
                break;
            case ScanMode.Pattern when answer.Count > 0:
                WriteText($"{Cell(answer.Count)}{Cell(answer.FirstOffsets![0])}  {Shown(result.Path)}\n");
                break;
            case ScanMode.Lines:
                WriteText($"{Cell(answer.Count)}  {Shown(result.Path)}\n");
                break;
            case ScanMode.Entropy:
                string bits = answer.Entropy.ToString("0.0000", CultureInfo.InvariantCulture);
                WriteText($"{Cell(result.Length)}{bits,ColumnWidth}  {Shown(result.Path)}\n");
                break;
        }
    }

    public void WriteEnd(ScanJob job, long failures)
    {
        if (_request.Mode == ScanMode.Read)
        {
            WriteSummary(job, failures);
        }
        else if (_request.Mode == ScanMode.Lines && _files > 1 && !job.WasCancelled)
        {
            WriteText($"{Cell(_count)}  total\n");
        }
    }

    public void Flush() => _stream.Flush();

    public void Dispose() => _stream.Dispose();

    private static string Cell(long number) =>
        " " + number.ToString(CultureInfo.InvariantCulture).PadLeft(ColumnWidth - 1);

    private static string Shown(NativePath path) => DisplayText.Escape(path.ToString());

    private void WriteText(string text) => _stream.Write(Encoding.UTF8.GetBytes(text));

    /// <summary>
    /// As sha256sum does, so that it can check: a line whose name has a backslash or a line end begins with a
    /// backslash, and has escapes for these.
    /// </summary>
    private void WriteDigest(string digest, NativePath path)
    {
        byte[] name = path.ToBytes();
        bool isEscaped = name.AsSpan().ContainsAny((byte)'\\', (byte)'\n', (byte)'\r');
        WriteText($"{(isEscaped ? "\\" : string.Empty)}{digest}  ");
        foreach (byte value in name)
        {
            switch (value)
            {
                case (byte)'\\':
                    _stream.Write(@"\\"u8);
                    break;
                case (byte)'\n':
                    _stream.Write(@"\n"u8);
                    break;
                case (byte)'\r':
                    _stream.Write(@"\r"u8);
                    break;
                default:
                    _stream.WriteByte(value);
                    break;
            }
        }

        _stream.WriteByte((byte)'\n');
    }

    private void WriteSummary(ScanJob job, long failures)
    {
        IoMetricsSnapshot all = job.Sizes.Snapshot();
        WriteText($"{"size",-12}{"strategy",-10}{"files",10}{"bytes",12}{"median",10}{"95 %",10}\n");
        foreach ((string name, IoMetricsLine line, IoMetricsSnapshot snapshot) in job.Sizes.Rows())
        {
            WriteText(
                $"{name,-12}{line.Strategy.ToString(),-10}"
                + $"{Quantity.Count(line.Files),10}{Quantity.Bytes(line.Bytes),12}"
                + $"{Quantity.Time(snapshot.GetLatency(50)),10}{Quantity.Time(snapshot.GetLatency(95)),10}\n");
        }

        string filesPerSecond = (all.TotalFilesRead / Math.Max(job.Elapsed.TotalSeconds, 1e-9))
            .ToString("0", CultureInfo.InvariantCulture);
        WriteText(
            $"total       {Quantity.Count(all.TotalFilesRead)} files, {Quantity.Bytes(all.TotalBytesRead)} in "
            + $"{Quantity.Time(job.Elapsed)}: {Quantity.Rate(all.TotalBytesRead, job.Elapsed)}, "
            + $"{filesPerSecond} files/s\n");
        WriteText(
            $"left out    {Quantity.Count(job.List.LinksLeftOut)} links, "
            + $"{Quantity.Count(job.List.SpecialsLeftOut)} pipes, sockets and devices; "
            + $"failed {Quantity.Count(failures)}\n");
        string times = string.Join(", ", new[] { 50.0, 90, 99, 100 }.Select(percentile =>
            $"{percentile.ToString(CultureInfo.InvariantCulture)} % {Quantity.Time(all.GetLatency(percentile))}"));
        WriteText($"a file took {times}\n");
        if (job.Slowest.Files.Count > 0)
        {
            WriteText("slowest\n");
        }

        foreach ((TimeSpan elapsed, long length, NativePath path) in job.Slowest.Files)
        {
            WriteText($"{Quantity.Time(elapsed),12}{Quantity.Bytes(length),12}  {Shown(path)}\n");
        }
    }
}
