using System;
using System.IO;
using System.Reflection;
using System.Runtime.Loader;
using Native.Fuzz.Coverage;
using Native.Fuzz.Instrumentation;
using Native.TestKit;

namespace Native.Fuzz.Tests.Instrumentation;

/// <content>The copy, in a context of its own beside the original.</content>
public sealed partial class AssemblyInstrumenterTests
{
    private sealed class InstrumentedCopy : IDisposable
    {
        private readonly TemporaryDirectory _folder = new();
        private readonly AssemblyLoadContext _context = new("Instrumented", isCollectible: true);
        private readonly Func<int, string> _branch;

        public InstrumentedCopy()
            : this(static type => type.StartsWith(typeof(InstrumentedCode).FullName!, StringComparison.Ordinal))
        {
        }

        public InstrumentedCopy(Func<string, bool> isIncluded)
        {
            string original = typeof(InstrumentedCode).Assembly.Location;
            string path = _folder.File(Path.GetFileName(original));
            File.Copy(original, path);
            BlockCount = AssemblyInstrumenter.Instrument(path, isIncluded);

            // The stream keeps the file free to delete. What the copy refers to, the map too, is this process's own.
            using var stream = new MemoryStream(File.ReadAllBytes(path));
            Assembly assembly = _context.LoadFromStream(stream);
            Type type = assembly.GetType(typeof(InstrumentedCode).FullName!, throwOnError: true)!;
            RunAll = Method(type, nameof(InstrumentedCode.RunAll));
            _branch = Method(type, nameof(InstrumentedCode.Branch));
        }

        public int BlockCount { get; }

        public Func<int, string> RunAll { get; }

        public byte[] EdgesOfBranch(int number)
        {
            CoverageMap.TraceThisThread();
            CoverageMap.Clear();
            _ = _branch(number);
            return CoverageMap.Edges.ToArray();
        }

        public void Dispose()
        {
            _context.Unload();
            _folder.Dispose();
        }

        private static Func<int, string> Method(Type type, string name) =>
            type.GetMethod(name, BindingFlags.Public | BindingFlags.Static)!.CreateDelegate<Func<int, string>>();
    }
}
