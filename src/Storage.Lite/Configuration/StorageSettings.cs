using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Microsoft.Extensions.Configuration;

namespace Storage.Lite;

/// <summary>
/// A section of settings that is read strictly: a value of another kind, and a name that nobody asked for, are errors
/// with the path of the setting.
/// </summary>
/// <remarks>
/// Names are compared without case and underscores: <c>max_size</c>, <c>maxSize</c> and <c>MAXSIZE</c> are one, so
/// that YAML, JSON and environment variables can each have their own habit. Thread safety: one thread.
/// </remarks>
public sealed class StorageSettings
{
    private readonly IConfigurationSection _section;
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    internal StorageSettings(IConfigurationSection section) => _section = section;

    /// <summary>Gets where the section stands, as <c>storage:options</c>.</summary>
    public string Path => _section.Path;

    /// <summary>Gets the value, when the section is none but a single value, as <c>cache: true</c>.</summary>
    public string? Value => string.IsNullOrEmpty(_section.Value) ? null : _section.Value;

    /// <summary>Reads text.</summary>
    /// <param name="name">The setting's name.</param>
    /// <returns>The text; null when the setting is not there or empty.</returns>
    public string? GetText(string name)
    {
        IConfigurationSection? setting = Find(name);
        if (setting is null || string.IsNullOrEmpty(setting.Value))
        {
            return setting is not null && setting.GetChildren().Any()
                ? throw new StorageConfigurationException(setting.Path, "it is a section; a single value belongs here")
                : null;
        }

        return setting.Value;
    }

    /// <summary>Reads text that must be there.</summary>
    /// <param name="name">The setting's name.</param>
    /// <returns>The text.</returns>
    /// <exception cref="StorageConfigurationException">It is missing.</exception>
    public string RequireText(string name) => GetText(name)
        ?? throw new StorageConfigurationException($"{Path}:{name}", "it is missing");

    /// <summary>Reads <c>true</c> or <c>false</c>.</summary>
    /// <param name="name">The setting's name.</param>
    /// <returns>The value; null when the setting is not there.</returns>
    /// <exception cref="StorageConfigurationException">It is something else.</exception>
    public bool? GetFlag(string name) => GetText(name) is { } text ? ParseFlag(PathOf(name), text) : null;

    /// <summary>Reads a whole number.</summary>
    /// <param name="name">The setting's name.</param>
    /// <param name="min">The smallest that is allowed.</param>
    /// <param name="max">The largest that is allowed.</param>
    /// <returns>The value; null when the setting is not there.</returns>
    /// <exception cref="StorageConfigurationException">It is something else, or out of range.</exception>
    public long? GetNumber(string name, long min = 0, long max = long.MaxValue)
    {
        if (GetText(name) is not { } text)
        {
            return null;
        }

        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number))
        {
            throw new StorageConfigurationException(PathOf(name), $"'{text}' is no whole number");
        }

        return number >= min && number <= max
            ? number
            : throw new StorageConfigurationException(PathOf(name), $"{number} is not from {min} to {max}");
    }

    /// <summary>Reads a time in seconds, which may have a fraction.</summary>
    /// <param name="name">The setting's name.</param>
    /// <returns>The value; null when the setting is not there.</returns>
    /// <exception cref="StorageConfigurationException">It is something else, negative, or more than a day.</exception>
    public TimeSpan? GetSeconds(string name)
    {
        if (GetText(name) is not { } text)
        {
            return null;
        }

        const double SecondsMax = 24 * 60 * 60;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds)
            && seconds is >= 0 and <= SecondsMax
            ? TimeSpan.FromSeconds(seconds)
            : throw new StorageConfigurationException(
                PathOf(name), $"'{text}' is no time in seconds from 0 to {SecondsMax}");
    }

    /// <summary>As the other, of a setting that must be at least so long.</summary>
    internal TimeSpan? GetSeconds(string name, TimeSpan min)
    {
        TimeSpan? time = GetSeconds(name);
        return time is null || time >= min
            ? time
            : throw new StorageConfigurationException(
                PathOf(name), $"{SecondsOf(time.Value)} is less than {SecondsOf(min)} seconds, which is the least");
    }

    /// <summary>Reads one of some words.</summary>
    /// <typeparam name="T">The words.</typeparam>
    /// <param name="name">The setting's name.</param>
    /// <returns>The value; null when the setting is not there.</returns>
    /// <exception cref="StorageConfigurationException">It is another word.</exception>
    public T? GetChoice<T>(string name)
        where T : struct, Enum
    {
        if (GetText(name) is not { } text)
        {
            return null;
        }

        foreach (T choice in Enum.GetValues<T>())
        {
            if (string.Equals(Fold(choice.ToString()), Fold(text), StringComparison.Ordinal))
            {
                return choice;
            }
        }

        string words = string.Join(", ", Enum.GetNames<T>().Select(static word => word.ToLowerInvariant()));
        throw new StorageConfigurationException(PathOf(name), $"'{text}' is none of: {words}");
    }

    /// <summary>Finds a section below, or a single value that stands for one.</summary>
    /// <param name="name">The section's name.</param>
    /// <returns>The section; null when there is none.</returns>
    public StorageSettings? GetSection(string name)
    {
        IConfigurationSection? section = Find(name);
        return section is null || (string.IsNullOrEmpty(section.Value) && !section.GetChildren().Any())
            ? null
            : new StorageSettings(section);
    }

    /// <summary>Finds the sections of a list.</summary>
    /// <param name="name">The list's name.</param>
    /// <returns>The sections, in order; none when there is no list.</returns>
    public IReadOnlyList<StorageSettings> GetList(string name) =>
        Find(name)?.GetChildren().Select(static section => new StorageSettings(section)).ToList() ?? [];

    /// <summary>Reads a switch: <c>true</c>, <c>false</c>, or a section, which is on unless it says
    /// <c>enabled: false</c>.</summary>
    /// <param name="name">The setting's name.</param>
    /// <param name="section">The section; null when there is none or it is off.</param>
    /// <returns>True when it is on.</returns>
    /// <exception cref="StorageConfigurationException">It is something else.</exception>
    public bool IsOn(string name, out StorageSettings? section) => IsOn(name, showsValue: true, out section);

    /// <summary>As the other; the value may be what somebody meant to be a key.</summary>
    internal bool IsOn(string name, bool showsValue, out StorageSettings? section)
    {
        section = GetSection(name);
        if (section is null)
        {
            return false;
        }

        bool isOn = section.Value is { } text
            ? ParseFlag(section.Path, text, showsValue)
            : section.GetFlag("enabled") ?? true;
        if (!isOn || section.Value is not null)
        {
            section = null;
        }

        return isOn;
    }

    /// <summary>Says that everything was asked for.</summary>
    /// <exception cref="StorageConfigurationException">The section has a name that nobody asked for.</exception>
    public void ThrowIfUnknown()
    {
        foreach (IConfigurationSection child in _section.GetChildren())
        {
            if (!_known.Contains(Fold(child.Key)))
            {
                string names = string.Join(", ", _known.Order(StringComparer.Ordinal));
                throw new StorageConfigurationException(child.Path, $"there is no such setting; there are: {names}");
            }
        }
    }

    private static string Fold(string name) =>
        name.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();

    private static bool ParseFlag(string path, string text, bool showsValue = true) =>
        bool.TryParse(text, out bool flag)
            ? flag
            : throw new StorageConfigurationException(
                path, $"{(showsValue ? $"'{text}'" : "it")} is neither true nor false");

    private static string SecondsOf(TimeSpan time) => time.TotalSeconds.ToString(CultureInfo.InvariantCulture);

    private string PathOf(string name) => Find(name)?.Path ?? $"{Path}:{name}";

    private IConfigurationSection? Find(string name)
    {
        string folded = Fold(name);
        _ = _known.Add(folded);
        IConfigurationSection? found = null;
        foreach (IConfigurationSection child in _section.GetChildren())
        {
            if (string.Equals(Fold(child.Key), folded, StringComparison.Ordinal))
            {
                found = found is null
                    ? child
                    : throw new StorageConfigurationException(
                        child.Path, $"it is one setting with '{found.Key}': write it once, or both alike");
            }
        }

        return found;
    }
}
