using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Reflection;
using System.Threading.Tasks;

namespace Native.TestKit;

/// <summary>
/// Runs a static method of a test assembly in a process of its own, for tests of what ends a process (guard pages, fail
/// fast) or counts over the whole process (finalizers, memory).
/// </summary>
public static class ChildProcess
{
    internal const string MethodVariable = "NATIVE_CHILD_METHOD";

    private static readonly TimeSpan s_timeout = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Runs <paramref name="method"/>, which must be static and without parameters and captures, and waits for its end.
    /// An exception in it gives exit code 1 and its text on standard error.
    /// </summary>
    public static async Task<ChildProcessResult> RunAsync(
        Action method,
        IReadOnlyDictionary<string, string>? environment = null)
    {
        ArgumentNullException.ThrowIfNull(method);
        ProcessStartInfo start = CreateStartInfo(method.Method);
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start) ?? throw new InvalidOperationException("No process was started.");
        return await ProcessEnd.ReadAsync(process, $"The process of {method.Method.Name}", s_timeout);
    }

    private static ProcessStartInfo CreateStartInfo(MethodInfo method)
    {
        if (!method.IsStatic)
        {
            // Also a lambda without captures is an instance method for the compiler.
            throw new ArgumentException("Name a static method; a lambda is none.", nameof(method));
        }

        Type type = method.DeclaringType ?? throw new ArgumentException("The method has no type.", nameof(method));
        string assembly = type.Assembly.Location;
        string? own = SelfContainedProgram();
        ProcessStartInfo start = new()
        {
            FileName = own ?? Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = Path.GetDirectoryName(assembly),
        };
        if (own is null)
        {
            start.ArgumentList.Add("exec");
            start.ArgumentList.Add(assembly);
        }

        // A startup hook runs before Main, so any test program can serve without knowing about it.
        start.Environment["DOTNET_STARTUP_HOOKS"] = typeof(ChildProcess).Assembly.Location;
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        start.Environment[MethodVariable] = $"{assembly}|{type.FullName}|{method.Name}";

        // The child of a test under coverage must not write over its parent's coverage.
        _ = start.Environment.Remove("CORECLR_ENABLE_PROFILING");
        return start;
    }

    /// <summary>
    /// The running program when it brings its own runtime, as published for a machine without one; else null.
    /// </summary>
    private static string? SelfContainedProgram()
    {
        string runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        bool isSelfContained = Path.GetFullPath(runtime + Path.DirectorySeparatorChar) == AppContext.BaseDirectory;
        return isSelfContained ? Environment.ProcessPath : null;
    }
}
