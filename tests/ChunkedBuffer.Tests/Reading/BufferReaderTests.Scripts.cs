using System;
using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using Native.TestKit;
using Xunit;

namespace ChunkedBuffers.Tests;

/// <content>Random scripts of reads: over every split, each source must answer as one array does.</content>
public sealed partial class BufferReaderTests
{
    private static readonly SearchValues<byte> s_scriptDelimiters = SearchValues.Create(",\n"u8);

    [Fact]
    public void Script_EverySplit_AnswersAsOneArrayDoes()
    {
        SeededRandom.Check(12, random =>
        {
            byte[] bytes = random.NextBytes(random.Next(1, 10), "a,\r\n^\u0001"u8);
            RunScript(bytes, NewScript(random, 12), Chunkings.All(bytes));
        });
    }

    [Fact]
    public void Script_LongInputs_AnswersAsOneArrayDoes()
    {
        SeededRandom.Check(60, random =>
        {
            byte[] bytes = random.NextBytes(random.NextLength(400), "abcdefghi,\r\n^"u8);
            RunScript(bytes, NewScript(random, 60), Chunkings.Random(bytes, random, 3));
        });
    }

    private void RunScript(byte[] bytes, (int Verb, int Argument)[] script, IEnumerable<byte[][]> splits)
    {
        ContiguousReader model = new(bytes);
        string[] expected = [.. script.Select(step => $"{Answer(model, step)} @{model.Position}")];
        foreach (byte[][] chunks in splits)
        {
            _sources.ForEach(chunks, (ref BufferReader reader) =>
            {
                for (int index = 0; index < script.Length; index++)
                {
                    string answer = $"{Answer(ref reader, script[index])} @{reader.Consumed}";
                    if (answer != expected[index])
                    {
                        Assert.Fail(
                            $"Step {index} {script[index]} of {Chunkings.Describe(chunks)} over " +
                            $"{Convert.ToHexString(bytes)}: {answer}, expected {expected[index]}");
                    }
                }
            });
        }
    }

    private static (int Verb, int Argument)[] NewScript(SeededRandom random, int length) =>
        [.. Enumerable.Range(0, length).Select(_ => (random.Next(16), random.Next(6)))];

    private static string Answer(ContiguousReader model, (int Verb, int Argument) step)
    {
        switch (step.Verb)
        {
            case 0:
                return Hex(model.Read(1));
            case 1:
                return Hex(model.Read(step.Argument));
            case 2:
                return Hex(model.Peek(step.Argument));
            case 3:
                model.Rewind(Math.Min(step.Argument, model.Position));
                return "rewound";
            case 4:
                return Hex(model.ReadTo([(byte)','], true));
            case 5:
                return Hex(model.ReadTo([(byte)'\r', (byte)'\n'], false));
            case 6:
                return Hex(model.ReadToAny([(byte)',', (byte)'\n'], true));
            case 7:
                return Hex(model.ReadToUnescaped((byte)',', (byte)'^'));
            case 8:
                return Hex(model.ReadLine());
            case 9:
                (string status, byte[]? line) = model.ReadLine(step.Argument);
                return status + Hex(line);
            case 10:
                return $"{model.SkipWhile(static value => value == 'a')}";
            case 11:
                return $"{model.SkipWhile(static value => value is (byte)',' or (byte)'\n')}";
            case 12:
                return $"{model.ReadVarInt(32)}";
            case 13:
                byte[]? four = model.Read(4);
                return Hex(four is null ? null : [.. four.Reverse()]);
            case 14:
                return Hex(model.ReadTo([.. "a,\r"u8], true));
            default:
                return $"{model.Peek(2) is { } two && two.SequenceEqual("a,"u8.ToArray())}";
        }
    }

    private static string Answer(ref BufferReader reader, (int Verb, int Argument) step)
    {
        ReadOnlySpan<byte> bytes;
        switch (step.Verb)
        {
            case 0:
                return reader.TryRead(out byte value) ? Hex([value]) : Hex(null);
            case 1:
                return reader.TryReadExact(step.Argument, out bytes) ? Hex(bytes.ToArray()) : Hex(null);
            case 2:
                byte[] peeked = new byte[step.Argument];
                return reader.TryCopyTo(peeked) ? Hex(peeked) : Hex(null);
            case 3:
                reader.Rewind(Math.Min(step.Argument, reader.Consumed));
                return "rewound";
            case 4:
                return reader.TryReadTo(out bytes, (byte)',') ? Hex(bytes.ToArray()) : Hex(null);
            case 5:
                return reader.TryReadTo(out bytes, "\r\n"u8, false) ? Hex(bytes.ToArray()) : Hex(null);
            case 6:
                return reader.TryReadToAny(out bytes, s_scriptDelimiters) ? Hex(bytes.ToArray()) : Hex(null);
            case 7:
                return reader.TryReadTo(out bytes, (byte)',', (byte)'^') ? Hex(bytes.ToArray()) : Hex(null);
            case 8:
                return reader.TryReadLine(out bytes) ? Hex(bytes.ToArray()) : Hex(null);
            case 9:
                ReadStatus status = reader.TryReadLine(step.Argument, out bytes);
                return status + Hex(status == ReadStatus.Done ? bytes.ToArray() : null);
            case 10:
                return $"{reader.AdvancePast((byte)'a')}";
            case 11:
                return $"{reader.AdvancePastAny(s_scriptDelimiters)}";
            case 12:
                return $"({reader.TryReadVarUInt32(out uint number)}, {number})";
            case 13:
                return reader.TryReadUInt32LittleEndian(out number) ? number.ToString("X8") : Hex(null);
            case 14:
                return reader.TryReadTo(out bytes, "a,\r"u8) ? Hex(bytes.ToArray()) : Hex(null);
            default:
                return $"{reader.IsNext("a,"u8)}";
        }
    }

    private static string Hex(byte[]? bytes) => bytes is null ? "none" : Convert.ToHexString(bytes);
}
