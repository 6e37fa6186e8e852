using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace Native.PublicApi.Tests;

/// <summary>The snapshot says what matters to a caller, and says it in the same order every time.</summary>
public sealed class ApiTextTests
{
    private static readonly string[] s_lines = ApiText.Render(typeof(ApiTextTests).Assembly).Split('\n');

    [Theory]
    [InlineData("readonly struct ApiTextTests.Sample<T> : IDisposable where T : struct")]
    [InlineData("    .ctor(int length, string? name = default)")]
    [InlineData("    T? TryRead(in long offset, out string value, params object[] rest)")]
    [InlineData("    static ReadOnlySpan<byte> Slice(scoped ReadOnlySpan<byte> source, int start = 3)")]
    [InlineData("    string? Name { get; init; }")]
    [InlineData("    const int Limit = 7")]
    [InlineData("enum ApiTextTests.Kind : byte")]
    [InlineData("    Second = 1")]
    [InlineData("abstract class ApiTextTests.Base")]
    [InlineData("    protected abstract void Step<TItem>(List<TItem> items) where TItem : class, IDisposable")]
    [InlineData("    protected virtual int Count { get; }")]
    public void Render_Sample_SpellsTheMember(string line)
    {
        Assert.Contains(line, s_lines);
    }

    [Theory]
    [InlineData("Hidden")]
    [InlineData("_field")]
    public void Render_Sample_LeavesOutWhatNobodyCanReach(string word)
    {
        Assert.DoesNotContain(s_lines, line => line.Contains(word, StringComparison.Ordinal));
    }

    [Fact]
    public void Render_Twice_IsTheSame()
    {
        Assert.Equal(s_lines, ApiText.Render(typeof(ApiTextTests).Assembly).Split('\n').AsEnumerable());
    }

#pragma warning disable CA1034, CA1822 // The sample's shape is what is tested.
    public enum Kind : byte
    {
        First,
        Second,
    }

    public readonly struct Sample<T> : IDisposable
        where T : struct
    {
        public const int Limit = 7;

        private readonly int _field;

        public Sample(int length, string? name = null)
        {
            _field = length;
            Name = name;
        }

        public string? Name { get; init; }

        public static ReadOnlySpan<byte> Slice(scoped ReadOnlySpan<byte> source, int start = 3)
        {
            return source.Length > start ? [] : default;
        }

        public T? TryRead(in long offset, out string value, params object[] rest)
        {
            value = $"{offset}{rest.Length}{_field}";
            return null;
        }

        public void Dispose()
        {
        }

        internal void Hidden()
        {
        }
    }

    public abstract class Base
    {
        protected virtual int Count => 1;

        protected abstract void Step<TItem>(List<TItem> items)
            where TItem : class, IDisposable;

        private protected void HiddenToo()
        {
        }
    }
#pragma warning restore CA1034, CA1822
}
