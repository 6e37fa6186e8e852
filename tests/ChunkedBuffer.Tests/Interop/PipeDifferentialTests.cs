using System;
using System.Collections.Generic;
using System.Linq;
using Native.TestKit;
using Xunit;

namespace ChunkedBuffers.Tests.Interop;

/// <summary>The same scripts on the framework's pipe and on ours: after each line both must look the same.</summary>
public sealed partial class PipeDifferentialTests : IDisposable
{
    private readonly BufferFactory _factory = new();

    public void Dispose() => _factory.Dispose();

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Script_OnBothPipes_LooksTheSame(string name, string script)
    {
        Assert.NotEmpty(name);
        Run(20, 10, script.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void RandomScripts_OnBothPipes_LookTheSame() => SeededRandom.Check(400, random =>
    {
        (long pause, long resume) = random.Next(4) switch
        {
            0 => (0L, 0L),
            1 => (1L, 0L),
            2 => (40L, 40L),
            _ => (100L, (long)random.Next(1, 100)),
        };
        Run(pause, resume, Random(random, 150));
    });

    private static IEnumerable<Func<PipeScriptRunner, string?>> Random(SeededRandom random, int count)
    {
        var generator = new PipeScriptGenerator(random);
        for (int i = 0; i < count; i++)
        {
            yield return generator.Next;
        }
    }

    private void Run(long pause, long resume, IEnumerable<string> lines) =>
        Run(pause, resume, lines.Select(static line => (Func<PipeScriptRunner, string?>)(_ => line)));

    private void Run(long pause, long resume, IEnumerable<Func<PipeScriptRunner, string?>> lines)
    {
        PipeUnderTest framework = PipeUnderTest.Framework(pause, resume);
        PipeUnderTest ours = PipeUnderTest.Ours(_factory.Pool, pause, resume);
        var expected = new PipeScriptRunner(framework);
        var actual = new PipeScriptRunner(ours);
        var log = new List<string> { $"pause {pause} resume {resume}" };
        foreach (Func<PipeScriptRunner, string?> next in lines)
        {
            if (next(expected) is not { } line)
            {
                continue;
            }

            string expectation = expected.Execute(line);
            string observation = actual.Execute(line);
            log.Add($"{line} -> {expectation}");
            Assert.True(
                expectation == observation,
                $"{string.Join(Environment.NewLine, log)}{Environment.NewLine}but ours: {observation}");
        }

        ours.Reader.Complete();
        ours.Writer.Complete();
        Assert.Equal(0, _factory.Pool.GetStatistics().RentedBlocks);
    }
}
